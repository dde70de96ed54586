import { randomBytes } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { GateError } from '../../errors.ts';
import { errorCodeOf, writeStream } from '../output/write-stream.ts';

const FLAGS = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;

/**
 * Appends name-value pairs to one of the runner's environment files (`GITHUB_OUTPUT`, `GITHUB_STATE`), each as a
 * heredoc whose delimiter nobody can foresee; a later pair of the same name wins. Throws GateError
 * `publish-failed` when the file does not hold all of it afterwards.
 */
export function appendEnvFile(path: string, pairs: Readonly<Record<string, string>>): void {
  const delimiter = `gate_${randomBytes(24).toString('hex')}`;
  const text = Object.entries(pairs)
    .map(([name, value]) => renderPair(name, value, delimiter))
    .join('');
  try {
    append(path, text);
  } catch (cause) {
    if (cause instanceof GateError) throw cause;
    throw failed(errorCodeOf(cause), cause);
  }
}

/** A name with a line break or `=`, or a value that holds the delimiter, could end the heredoc early. */
export function renderPair(name: string, value: string, delimiter: string): string {
  if (!/^[A-Za-z][\w-]*$/u.test(name)) throw failed('a name is not plain');
  if (value.includes(delimiter)) throw failed('a value holds the delimiter');
  return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
}

function append(path: string, text: string): void {
  const fd = openSync(path, FLAGS, 0o600);
  try {
    const before = fstatSync(fd).size;
    const whole = endsLine(fd, before) ? text : `\n${text}`;
    writeStream(fd, whole);
    if (fstatSync(fd).size !== before + Buffer.byteLength(whole))
      throw failed('its size is not what was written');
  } finally {
    closeSync(fd);
  }
}

function endsLine(fd: number, size: number): boolean {
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  readSync(fd, last, 0, 1, size - 1);
  return last[0] === 0x0a;
}

function failed(why: string, cause?: unknown): GateError {
  const message = `The file of the runner for outputs cannot be written (${why}), so that later steps would not see the verdict.`;
  return new GateError('publish-failed', message, { cause });
}
