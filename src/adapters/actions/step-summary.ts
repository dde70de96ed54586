import { closeSync, constants, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';
import { GateError } from '../../errors.ts';
import { SUMMARY_BYTES } from '../../report/summary.ts';
import { errorCodeOf, writeStream } from '../output/write-stream.ts';

/** A smaller rest than this holds no summary that is worth its name. */
const LEAST_BYTES = 2_048;

/** The part of the step's summary file that is ours; a second write replaces the first. */
export type StepSummary = { write(render: (maxBytes: number) => string): void };

/**
 * The job summary of this step. What others wrote before us stays and counts against the limit of the whole file.
 * `write` throws GateError `publish-failed` when the file does not hold exactly our text afterwards.
 */
export function stepSummary(path: string | undefined): StepSummary {
  let start: number | null = null;
  return {
    write(render) {
      if (path === undefined || path === '') throw failed('GITHUB_STEP_SUMMARY is not set');
      try {
        start = replaceFrom(path, start, render);
      } catch (cause) {
        if (cause instanceof GateError) throw cause;
        throw failed(errorCodeOf(cause), cause);
      }
    },
  };
}

function replaceFrom(path: string, known: number | null, render: (maxBytes: number) => string): number {
  const fd = openSync(
    path,
    constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW,
    0o600,
  );
  try {
    const start = known ?? fstatSync(fd).size;
    const room = SUMMARY_BYTES - start - 1;
    if (room < LEAST_BYTES) throw failed('other parts of this step have filled it');
    const text = `${start === 0 ? '' : '\n'}${render(room)}`;
    ftruncateSync(fd, start);
    writeStream(fd, text);
    confirm(fd, start, text);
    return start;
  } finally {
    closeSync(fd);
  }
}

/** Reads back what is there: GitHub drops a file that is too large without failing the step. */
function confirm(fd: number, start: number, text: string): void {
  const expected = Buffer.from(text, 'utf8');
  const actual = Buffer.alloc(expected.length);
  const count = readSync(fd, actual, 0, actual.length, start);
  if (count !== expected.length || !actual.equals(expected))
    throw failed('it does not hold what was written');
  if (fstatSync(fd).size !== start + expected.length) throw failed('its size is not what was written');
  if (start + expected.length > SUMMARY_BYTES) throw failed('it is larger than GitHub accepts');
}

function failed(why: string, cause?: unknown): GateError {
  const message = `The job summary cannot be written (${why}). Make it writable, or take "summary" out of the publish input.`;
  return new GateError('publish-failed', message, { cause });
}
