import { chmodSync, lchownSync, lstatSync, readdirSync, type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GateError } from '../../errors.ts';

/** Gives what other users may not read to the one that will; links are changed themselves, never followed. */
export function give(path: string, user: number): void {
  const entry = lstatSync(path);
  if ((entry.mode & needed(entry)) !== needed(entry)) lchownSync(path, user, user);
  if (entry.isDirectory()) for (const name of readdirSync(path)) give(join(path, name), user);
}

/**
 * Lets every user read what lies in a directory that none but us can enter: only where it is mounted it is reached.
 * Throws GateError `sandbox-failed` when others could.
 */
export function share(path: string): void {
  if ((statSync(dirname(path)).mode & 0o077) !== 0) throw notPrivate();
  open(path);
}

function open(path: string): void {
  const entry = lstatSync(path);
  if (entry.isSymbolicLink()) return;
  if ((entry.mode & needed(entry)) !== needed(entry)) chmodSync(path, (entry.mode & 0o777) | needed(entry));
  if (entry.isDirectory()) for (const name of readdirSync(path)) open(join(path, name));
}

/** The permission of others that makes an entry usable: read; search too for a directory; write to call a socket. */
function needed(entry: Stats): number {
  if (entry.isDirectory()) return 0o005;
  return entry.isSocket() ? 0o002 : 0o004;
}

const notPrivate = () =>
  new GateError(
    'sandbox-failed',
    'The directory of the sandbox files can be entered by other users of this machine; it must have mode 700.',
  );
