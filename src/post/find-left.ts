import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { NAMES } from '../main/place.ts';
import { FRESH_USERS } from '../sandbox/rungs/fresh-user.ts';
import type { Place } from './find-place.ts';

export type Left = {
  /** The program of the run itself, which ends all the others when it ends. */
  readonly main: readonly number[];
  /** Broker, sandbox, git. */
  readonly others: readonly number[];
};

/**
 * The processes that a run has left, recognised by what the kernel says about them, never by a number that somebody
 * wrote down. All but main name the run's state directory, whose name nobody else was ever told: by their command
 * line, their environment, their working directory, or as a mount. Main is our own bundle with the trail open.
 */
export function findLeft({ paths, directory }: Place, main: string): Left {
  const states = paths.map((path) => join(path, NAMES.state));
  const mounted = join('/', basename(directory), NAMES.state);
  const trails = paths.map((path) => join(path, NAMES.trail));
  const spared = new Set([process.pid, ...ancestorsOf(process.pid)]);
  const all = candidates().filter((pid) => !spared.has(pid));
  const isMain = (pid: number) =>
    read(pid, 'cmdline').split('\0').includes(main) && openFiles(pid).some((path) => trails.includes(path));
  const isOther = (pid: number) => {
    const texts = [read(pid, 'cmdline'), read(pid, 'environ'), linkOf(`/proc/${pid}/cwd`)];
    return (
      texts.some((text) => states.some((state) => text.includes(state))) ||
      (hasOwnMounts(pid) && read(pid, 'mountinfo').includes(mounted))
    );
  };
  return { main: all.filter(isMain), others: all.filter(isOther) };
}

/** Those of our own user; for root also those of the users that only a sandbox has. */
function candidates(): readonly number[] {
  const own = process.geteuid?.();
  const [from, below] = FRESH_USERS;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .map(Number)
    .filter((pid) => {
      const uid = statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid;
      return uid !== undefined && (uid === own || (own === 0 && uid >= from && uid < below));
    });
}

/** The runner, or whatever started us, knows the state too: it is in our environment. */
function ancestorsOf(pid: number): readonly number[] {
  const stat = read(pid, 'stat');
  // The name stands in brackets and may hold anything.
  const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
  return parent > 0 ? [parent, ...ancestorsOf(parent)] : [];
}

function openFiles(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((name) => linkOf(`/proc/${pid}/fd/${name}`));
  } catch {
    return [];
  }
}

function hasOwnMounts(pid: number): boolean {
  return linkOf(`/proc/${pid}/ns/mnt`) !== linkOf('/proc/self/ns/mnt');
}

/** Empty for what is gone, or may not be read. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function read(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1');
  } catch {
    return '';
  }
}
