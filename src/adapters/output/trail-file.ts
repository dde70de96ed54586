import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { GateError } from '../../errors.ts';
import { json } from '../../report/escape/json.ts';
import type { Trail, TrailEvent } from '../../trail/event.ts';
import { type Redact, redactor } from './redact.ts';
import { errorCodeOf, writeStream } from './write-stream.ts';

export type TrailFile = Trail & {
  readonly path: string;
  /** Throws GateError `state-unwritable` when the trail is not whole, also when an earlier throw was lost. */
  close(): void;
};

/** UTF-16 units of one string in an event: the trail tells what happened, it does not keep it. */
const STRING_UNITS = 4_000;

const FLAGS =
  constants.O_WRONLY |
  constants.O_CREAT |
  constants.O_TRUNC |
  constants.O_APPEND |
  constants.O_NOFOLLOW |
  constants.O_NONBLOCK;

/**
 * The trail as a private JSON Lines file, begun anew. Each event is in the kernel's hands when `record` returns, so that a
 * run that is killed at any time leaves every line that was recorded. `record` throws GateError
 * `state-unwritable`; a trail that failed once takes nothing more.
 */
export function trailFile(path: string, redact: Redact = redactor([])): TrailFile {
  const fd = openTrail(path);
  let open = true;
  let failure: GateError | null = null;
  return {
    path,
    record(event) {
      if (failure !== null) throw failure;
      if (!open) throw new GateError('state-unwritable', 'The audit trail is closed already.');
      try {
        writeStream(fd, lineOf(event, redact), 'state-unwritable');
      } catch (error) {
        const isRefused = error instanceof GateError;
        failure = unwritable(isRefused ? errorCodeOf(error.cause) : 'an event has no JSON', error);
        throw failure;
      }
    },
    close() {
      if (open) closeSync(fd);
      open = false;
      if (failure !== null) throw failure;
    },
  };
}

/** A link is not followed, a named pipe does not make the run wait. */
function openTrail(path: string): number {
  try {
    const fd = openSync(path, FLAGS, 0o600);
    const stat = fstatSync(fd);
    if (stat.isFile() || stat.isCharacterDevice()) return fd;
    closeSync(fd);
  } catch (cause) {
    throw unwritable(errorCodeOf(cause), cause);
  }
  throw unwritable('it is no regular file');
}

function unwritable(why: string, cause?: unknown): GateError {
  const message = `The audit trail cannot be written (${why}). Name a file that this process may write to, on a disk with room.`;
  return new GateError('state-unwritable', message, { cause });
}

function lineOf(event: TrailEvent, redact: Redact): string {
  return `${json(cleaned({ t: new Date().toISOString(), ...event }, redact))}\n`;
}

/** The same value with each string, keys included, redacted and then cut. */
function cleaned(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return capped(redact(value));
  if (Array.isArray(value)) return value.map((entry) => cleaned(entry, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [capped(redact(key)), cleaned(entry, redact)]),
  );
}

function capped(text: string): string {
  return text.length <= STRING_UNITS ? text : `${text.slice(0, STRING_UNITS)}… (${text.length} characters)`;
}
