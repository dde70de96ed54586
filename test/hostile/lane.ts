import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Lane } from './case.ts';

/** A user of nobody's, for the ordinary lanes of a run as root; other tests' sandboxes use 60,000 and up. */
const USER = 59_417;
const ROOT = join(import.meta.dirname, '..', '..');
const AS_USER = ['setpriv', `--reuid=${USER}`, `--regid=${USER}`, '--clear-groups', '--'] as const;

export function isRoot(): boolean {
  return process.geteuid?.() === 0;
}

/** Why a lane cannot run here, which is no reason to say nothing; null when it can. */
export function whyNot(lane: Lane): string | null {
  return lane === 'root' && !isRoot() ? 'The lane "root" needs a run as root.' : null;
}

const isOrdinary = (lane: Lane) => isRoot() && lane !== 'root';

/** The private directory of one case, which belongs to whoever runs it. Short, because sockets lie in it. */
export function makeDirectory(lane: Lane): string {
  const directory = mkdtempSync(join(tmpdir(), 'h-'));
  mkdirSync(join(directory, 'home'));
  mkdirSync(join(directory, 'tree'));
  chmodSync(directory, 0o700);
  if (isOrdinary(lane)) {
    for (const name of ['', 'home', 'tree']) chownSync(join(directory, name), USER, USER);
  }
  return directory;
}

export type Launch = {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
};

/**
 * The command line and the variables with which a command runs in a lane. For an ordinary user who may not even see
 * this project, as in root's own home, it is mounted in the private directory, and every path is another one.
 */
export function inLane(lane: Lane, directory: string, { command, env }: Launch): Launch {
  if (!isOrdinary(lane)) return { command, env };
  if (isReachable()) return { command: [...AS_USER, ...command], env };
  const tree = join(directory, 'tree');
  const moved = (text: string) => text.replaceAll(`${ROOT}/`, `${tree}/`);
  const mount = 'mount --rbind "$1" "$2" && shift 2 && exec "$@"';
  const unshare = ['unshare', '--mount', '--propagation', 'private', '--', 'sh', '-c', mount, 'sh'];
  return {
    command: [...unshare, ROOT, tree, ...AS_USER, ...command.map(moved)],
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, moved(value)])),
  };
}

let reachable: boolean | null = null;

function isReachable(): boolean {
  const [setpriv, ...options] = AS_USER;
  reachable ??= spawnSync(setpriv, [...options, 'test', '-r', join(ROOT, 'package.json')]).status === 0;
  return reachable;
}

/** Takes what a case left of its own mounts and files away. */
export function removeDirectory(directory: string): void {
  execFileSync('rm', ['-rf', '--one-file-system', directory]);
}
