import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { GateError } from '../../errors.ts';
import { belongsToRoot } from '../belongs-to-root.ts';

const FOLDERS = ['/usr/bin', '/usr/local/bin', '/bin', '/usr/local/git/bin'];

/**
 * The absolute path of a git that only root can have put there. `PATH` is not asked: an earlier step of the
 * workflow may have set it. Throws GateError `git-missing`.
 */
export async function findGit(folders: readonly string[] = FOLDERS): Promise<string> {
  for (const folder of folders) {
    const file = await realpath(join(folder, 'git')).catch(() => null);
    if (file !== null && (await belongsToRoot(file))) return file;
  }
  throw new GateError(
    'git-missing',
    'No git was found that belongs to root and that nobody else may write, in /usr/bin or /usr/local/bin. Install git with the package manager of the system.',
  );
}
