import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCodeOf } from '../adapters/output/write-stream.ts';
import { GateError } from '../errors.ts';

/**
 * Makes a folder and those above it. Not by Node's own recursive way: it tries for ever where a folder is there and the
 * system answers that it is not, as below /proc and at automounted homes. Throws GateError `state-unwritable`.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await make(path);
  } catch (cause) {
    throw new GateError(
      'state-unwritable',
      `The folder given as --output cannot be made (${errorCodeOf(cause)}). Name one in a place that this process may write to.`,
      { cause },
    );
  }
}

async function make(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const code = errorCodeOf(error);
    if (code === 'EEXIST' && (await isFolder(path))) return;
    if (code !== 'ENOENT' || (await isFolder(dirname(path)))) throw error;
    await make(dirname(path));
    await mkdir(path);
  }
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
