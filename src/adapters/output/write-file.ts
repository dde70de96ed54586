import { randomBytes } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { GateError } from '../../errors.ts';
import { errorCodeOf, writeStream } from './write-stream.ts';

const FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

/**
 * Writes a whole file or none of it: a new file beside it, synced, then renamed over it. A symbolic link or
 * anything else that is no regular file at `path` is refused. Throws GateError `publish-failed`.
 */
export function writeFileWhole(path: string, text: string): void {
  refuseOthers(path);
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(8).toString('hex')}`);
  try {
    writeNew(temporary, text);
    renameSync(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw failed(errorCodeOf(cause), cause);
  }
  if (lstatSync(path).size !== Buffer.byteLength(text)) throw failed('its size is not what was written');
}

/** Whether the whole of it could be written now, so that nobody waits for a result that has no place. */
export function checkWritable(path: string): void {
  refuseOthers(path);
  try {
    accessSync(dirname(path), constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw failed(errorCodeOf(cause), cause);
  }
}

function writeNew(path: string, text: string): void {
  const fd = openSync(path, FLAGS, 0o644);
  try {
    writeStream(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function refuseOthers(path: string): void {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined || stat.isFile()) return;
  throw failed(stat.isSymbolicLink() ? 'it is a symbolic link' : 'it is no regular file');
}

function failed(why: string, cause?: unknown): GateError {
  const message = `The output file cannot be written (${why}). Name a regular file in a directory that this process may write to.`;
  return new GateError('publish-failed', message, { cause });
}
