import { lchownSync, lstatSync, readdirSync, type Stats } from 'node:fs';
import { join } from 'node:path';

/** Gives what other users may not read to the one that will; links are changed themselves, never followed. */
export function give(path: string, user: number): void {
  const entry = lstatSync(path);
  if ((entry.mode & needed(entry)) !== needed(entry)) lchownSync(path, user, user);
  if (entry.isDirectory()) for (const name of readdirSync(path)) give(join(path, name), user);
}

/** The permission of others that makes an entry usable: read; search too for a directory; write to call a socket. */
function needed(entry: Stats): number {
  if (entry.isDirectory()) return 0o005;
  return entry.isSocket() ? 0o002 : 0o004;
}
