import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { belongsToRoot } from '../belongs-to-root.ts';

export type NpmPlaces = {
  /** The folder of the Node that runs us: whoever can write there has us already. */
  readonly own: string;
  /** Folders in which a program counts when it is root's alone. */
  readonly system: readonly string[];
};

export const NPM_PLACES: NpmPlaces = {
  own: dirname(process.execPath),
  system: ['/usr/bin', '/usr/local/bin'],
};

/** The words that start npm; null when there is none. `PATH` is not asked: an earlier step may have set it. */
export async function findNpm({ own, system }: NpmPlaces = NPM_PLACES): Promise<readonly string[] | null> {
  const beside = [join(own, 'npm'), join(own, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js')];
  for (const path of beside) {
    const file = await realFile(path);
    if (file !== null) return command(file);
  }
  for (const folder of system) {
    const file = await realFile(join(folder, 'npm'));
    if (file !== null && (await belongsToRoot(file))) return command(file);
  }
  return null;
}

/** Its first line would look for a node in PATH. */
function command(file: string): readonly string[] {
  return /\.[cm]?js$/u.test(file) ? [process.execPath, file] : [file];
}

async function realFile(path: string): Promise<string | null> {
  return realpath(path).catch(() => null);
}
