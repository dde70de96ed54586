import { bwrapUserns } from './rungs/bwrap-userns.ts';
import { dangerouslyNone } from './rungs/dangerously-none.ts';
import type { Rung } from './sandbox.ts';

/** What `auto` tries, the strongest first. */
export const RUNGS: readonly Rung[] = [bwrapUserns];

/** Every name that may be asked for; `dangerously-none` is never tried unasked. */
export const NAMED_RUNGS: readonly Rung[] = [...RUNGS, dangerouslyNone];
