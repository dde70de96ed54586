import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Redact } from '../adapters/output/redact.ts';
import { trailFile } from '../adapters/output/trail-file.ts';
import { GateError } from '../errors.ts';
import type { Trail } from '../trail/event.ts';
import { type Given, textOf } from './flags.ts';

/** Flags that more than one command has. */
export const PLACE_FLAGS = {
  repo: { value: 'DIR', help: 'the git repository (default: the current directory)' },
  policy: { value: 'FILE', help: 'a policy file in place of the one in the base commit' },
  format: { value: 'FORMAT', help: 'text (default), json, sarif, markdown or github' },
  output: { value: 'FILE', help: 'write the result there, not to standard output' },
} as const;

/** Narrows a flag to one of its words. Throws GateError `usage`. */
export function choiceOf<const T extends string>(
  given: Given,
  name: string,
  words: readonly T[],
  fallback: T,
): T {
  const text = textOf(given, name, fallback);
  const word = words.find((candidate) => candidate === text);
  if (word !== undefined) return word;
  throw new GateError('usage', `--${name} must be one of: ${words.join(', ')}.`);
}

/** A policy file named on the command line; null leaves it to the base commit. */
export function readPolicyFile(path: string): Uint8Array | null {
  if (path === '') return null;
  try {
    return readFileSync(path);
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw new GateError(
      'policy-unreadable',
      `The file given as --policy cannot be read (${why}). Name a file that is there and that this process may read.`,
      { cause },
    );
  }
}

/** The trail in the file that --trail names; without one, nothing is kept. */
export function openTrail(path: string, redact: Redact): Trail & { close(): void } {
  return path === '' ? { record: () => undefined, close: () => undefined } : trailFile(path, redact);
}

/** A private directory for this run. Throws GateError `state-unwritable`. */
export function makeState(parent = tmpdir()): string {
  try {
    return mkdtempSync(join(parent, 'review-gate-'));
  } catch (cause) {
    const message =
      'No private directory can be made in the temporary directory; free some disk space or set TMPDIR to a writable place.';
    throw new GateError('state-unwritable', message, { cause });
  }
}
