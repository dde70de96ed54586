import { bwrapUserns } from './rungs/bwrap-userns.ts';
import { bwrapUsernsApparmor } from './rungs/bwrap-userns-apparmor.ts';
import { docker, podman } from './rungs/container.ts';
import { dangerouslyNone } from './rungs/dangerously-none.ts';
import { rootLaunch } from './rungs/root-launch.ts';
import type { Rung } from './sandbox.ts';

/** What `auto` tries, the strongest first. */
export const RUNGS: readonly Rung[] = [rootLaunch, bwrapUserns, docker, podman];

/** Every name that may be asked for; those that are not in `auto` change the machine or protect nothing. */
export const NAMED_RUNGS: readonly Rung[] = [...RUNGS, bwrapUsernsApparmor, dangerouslyNone];
