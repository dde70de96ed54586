import { GateError } from '../errors.ts';
import type { FileStatus, ObjectId, Path } from './change.ts';
import { decodePath } from './path.ts';

/** One record of `git diff-tree -r -z --raw`. Blobs and modes are null where the side lacks the file. */
export type RawEntry = {
  readonly status: FileStatus;
  readonly path: Path;
  readonly basePath: Path;
  readonly baseMode: string | null;
  readonly headMode: string | null;
  readonly baseBlob: ObjectId | null;
  readonly headBlob: ObjectId | null;
};

/**
 * Parses the raw records that `bytes` starts with; `rest` is what follows them (another format's records).
 * Throws GateError `change-mismatch` for anything that is no such record.
 */
export function parseRaw(bytes: Uint8Array): {
  readonly entries: readonly RawEntry[];
  readonly rest: Uint8Array;
} {
  const entries: RawEntry[] = [];
  let at = 0;
  while (bytes[at] === COLON) {
    const head = fieldAt(bytes, at);
    const match = RECORD.exec(String.fromCharCode(...head.field));
    if (!match) throw unreadable();
    const first = fieldAt(bytes, head.next);
    const second = isPair(match[5]) ? fieldAt(bytes, first.next) : first;
    entries.push(entryOf(match, decodePath(first.field), decodePath(second.field)));
    at = second.next;
  }
  return { entries, rest: bytes.subarray(at) };
}

/** The bytes up to the next NUL, and where the field after it starts. */
export function fieldAt(
  bytes: Uint8Array,
  at: number,
): { readonly field: Uint8Array; readonly next: number } {
  const end = bytes.indexOf(0, at);
  if (end === -1) throw unreadable();
  return { field: bytes.subarray(at, end), next: end + 1 };
}

const COLON = 0x3a;
const RECORD = /^:([0-7]{6}) ([0-7]{6}) ([0-9a-f]{40,64}) ([0-9a-f]{40,64}) ([ACDMRT])\d*$/;
const STATUS: Readonly<Record<string, FileStatus>> = {
  A: 'added',
  C: 'copied',
  D: 'deleted',
  M: 'modified',
  R: 'renamed',
  T: 'type-changed',
};

function isPair(letter: string | undefined): boolean {
  return letter === 'R' || letter === 'C';
}

function entryOf(match: RegExpExecArray, basePath: Path, path: Path): RawEntry {
  const [, baseMode = '', headMode = '', baseBlob = '', headBlob = '', letter = ''] = match;
  const status = STATUS[letter];
  if (!status) throw unreadable();
  return {
    status,
    path,
    basePath,
    baseMode: orNull(baseMode),
    headMode: orNull(headMode),
    baseBlob: orNull(baseBlob),
    headBlob: orNull(headBlob),
  };
}

function orNull(digits: string): string | null {
  return /^0+$/.test(digits) ? null : digits;
}

function unreadable(): GateError {
  return new GateError('change-mismatch', 'The list of changed files from git could not be understood.');
}
