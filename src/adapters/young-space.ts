import { setFlagsFromString } from 'node:v8';

/**
 * V8 doubles the space for new objects as a run goes on, up to 64 MiB, though next to nothing of what an audit makes
 * lives long. Left as large as it is at the start, it saves a quarter of the memory and costs a few per cent of time.
 */
export function keepYoungSpaceSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
