import { once } from 'node:events';
import { stdout } from 'node:process';

/** One line to the parent; resolves when there is room for the next. */
export async function emit(frame: object): Promise<void> {
  if (!stdout.write(`${JSON.stringify(frame)}\n`)) await once(stdout, 'drain');
}
