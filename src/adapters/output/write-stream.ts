import { writeSync } from 'node:fs';
import { type Code, GateError } from '../../errors.ts';

/** A reader that takes nothing for this long is as good as gone. */
const STALLED_MS = 20_000;
const PAUSE_MS = 5;

/**
 * Writes the whole text to an open file descriptor before it returns, so that a closed pipe or a full disk is
 * known now and not after the exit code was chosen, and so that a signal handler may call it.
 * Throws GateError with `code` when the descriptor does not take it all.
 */
export function writeStream(fd: number, text: string, code: Code = 'publish-failed'): void {
  const bytes = Buffer.from(text, 'utf8');
  let written = 0;
  let stalled = 0;
  while (written < bytes.length) {
    const count = writeSome(fd, bytes.subarray(written), code);
    written += count;
    stalled = count > 0 ? 0 : stalled + PAUSE_MS;
    if (count > 0) continue;
    if (stalled >= STALLED_MS) throw refused(fd, code, 'the reader stalled');
    Atomics.wait(PAUSE, 0, 0, PAUSE_MS);
  }
}

const PAUSE = new Int32Array(new SharedArrayBuffer(4));

/** Bytes taken; 0 when a pipe is full and its end does not block. */
function writeSome(fd: number, bytes: Uint8Array, code: Code): number {
  try {
    return writeSync(fd, bytes);
  } catch (cause) {
    if (errorCodeOf(cause) === 'EAGAIN') return 0;
    throw refused(fd, code, errorCodeOf(cause), cause);
  }
}

/** Node's name of a system error, such as `ENOSPC`. */
export function errorCodeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
}

const NAMES: Readonly<Record<number, string>> = { 1: 'standard output', 2: 'standard error' };

function refused(fd: number, code: Code, why: string, cause?: unknown): GateError {
  const where = NAMES[fd] ?? 'an open file';
  const message = `Writing to ${where} failed (${why}); the result is not complete. Keep it open and its disk not full.`;
  return new GateError(code, message, { cause });
}
