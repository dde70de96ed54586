import { GateError } from '../../src/errors.ts';
import { bwrapUserns } from '../../src/sandbox/rungs/bwrap-userns.ts';
import { rootAccess } from '../../src/sandbox/rungs/root-access.ts';
import { rootLaunch } from '../../src/sandbox/rungs/root-launch.ts';
import type { Rung } from '../../src/sandbox/sandbox.ts';

/** Root, a user with sudo, or a user without: what each can have is decided before any test, and then has to hold. */
export const MAY_BE_ROOT = mayBeRoot();

/** The rungs that have to hold here. */
export const RUNGS_HERE: readonly Rung[] = MAY_BE_ROOT ? [rootLaunch, bwrapUserns] : [bwrapUserns];

function mayBeRoot(): boolean {
  try {
    rootAccess();
    return true;
  } catch (error) {
    if (error instanceof GateError) return false;
    throw error;
  }
}
