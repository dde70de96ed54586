import { lstatSync, realpathSync, type Stats } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { ActionsEnv } from '../adapters/actions/actions-log.ts';
import { STATE } from '../main/leave-state.ts';
import { NAMES, temporaryOf } from '../main/place.ts';

/** The private directory of the run before us. */
export type Place = {
  /** Its path as the run knew it, and as the kernel names it. */
  readonly paths: readonly string[];
  readonly directory: string;
  /** The run never came to its end. */
  readonly isUnfinished: boolean;
};

/**
 * What the state names, when it can be nothing but a private directory of ours: directly below RUNNER_TEMP, with our
 * prefix, ours alone, and no link. Any process of the job could have written that state; null for everything else.
 */
export function findPlace(env: ActionsEnv): Place | null {
  const directory = env[`STATE_${STATE}`] ?? '';
  // A slash at the end would make the kernel follow a link.
  if (resolve(directory) !== directory) return null;
  if (dirname(directory) !== resolve(temporaryOf(env)) || !isNamed(directory, NAMES.place)) return null;
  if (!isOwnDirectory(directory)) return null;
  const paths = [...new Set([directory, realpathSync(directory)])];
  const marker = lstatSync(join(directory, NAMES.unfinished), { throwIfNoEntry: false });
  return { paths, directory, isUnfinished: marker?.isFile() === true };
}

/** Whether a path ends in what `mkdtemp` makes of this prefix. */
export function isNamed(path: string, prefix: string): boolean {
  const name = basename(path);
  return name.startsWith(prefix) && /^[A-Za-z0-9]{6}$/u.test(name.slice(prefix.length));
}

/** A directory, no link to one, that nobody else may look into. */
export function isOwnDirectory(path: string): boolean {
  const stat = statOf(path);
  return stat !== null && stat.isDirectory() && isOurs(stat) && (stat.mode & 0o7777) === 0o700;
}

function statOf(path: string): Stats | null {
  try {
    return lstatSync(path);
  } catch {
    return null;
  }
}

function isOurs({ uid }: Stats): boolean {
  return uid === process.geteuid?.();
}
