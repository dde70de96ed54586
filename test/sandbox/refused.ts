// Started as a user without rights: tells why that user cannot have the rung.
import { DEFAULT_LIMITS } from '../../src/sandbox/limits.ts';
import { rootLaunch } from '../../src/sandbox/rungs/root-launch.ts';

const nowhere = { view: '', opencode: '', ripgrep: '', node: '', relay: '', config: '', brokerSocket: '' };
try {
  rootLaunch.open(nowhere, DEFAULT_LIMITS);
} catch (error) {
  console.log(error instanceof Error ? error.message : error);
}
