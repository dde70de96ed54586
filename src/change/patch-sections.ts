import { GateError } from '../errors.ts';
import type { ObjectId } from './change.ts';

/** The part of a patch about one file (two parts when its type changed). Never identified by the names it claims. */
export type PatchSection = {
  /** From the `index` line; null for both when there is none (same content), null for a side without the file. */
  readonly blobs: { readonly base: ObjectId | null; readonly head: ObjectId | null } | null;
  /** Git showed no lines because it takes the content for binary. */
  readonly binary: boolean;
  /** The hunks, from the first `@@`; empty when there are none. */
  readonly body: Uint8Array;
};

/**
 * Cuts the bytes of `git diff-tree -p --full-index` into sections, in git's order. Names in headers are quoted by
 * git (no `-z` here), so a header is whole lines; a line of content starts with one of ` +-\@`, so no content can
 * look like a header.
 */
export function splitPatch(patch: Uint8Array): readonly PatchSection[] {
  const sections: PatchSection[] = [];
  let at = 0;
  while (at < patch.length) {
    if (!startsWith(patch, at, OPENING)) throw unreadable();
    const header = readHeader(patch, lineEnd(patch, at) + 1);
    const end = header.hasBody ? endOfBody(patch, header.end) : header.end;
    sections.push({ blobs: header.blobs, binary: header.binary, body: patch.subarray(header.end, end) });
    at = end;
  }
  return sections;
}

type Header = Pick<PatchSection, 'blobs' | 'binary'> & { readonly end: number; readonly hasBody: boolean };

function readHeader(patch: Uint8Array, start: number): Header {
  let blobs: PatchSection['blobs'] = null;
  let binary = false;
  let at = start;
  while (at < patch.length && !startsWith(patch, at, OPENING)) {
    if (patch[at] === AT_SIGN) return { blobs, binary, end: at, hasBody: true };
    const end = lineEnd(patch, at);
    if (startsWith(patch, at, 'index ')) blobs = blobsOf(patch.subarray(at, end));
    if (startsWith(patch, at, 'Binary files ')) binary = true;
    at = end + 1;
  }
  return { blobs, binary, end: Math.min(at, patch.length), hasBody: false };
}

function endOfBody(patch: Uint8Array, start: number): number {
  let at = start;
  while (at < patch.length && patch[at] !== LETTER_D) at = lineEnd(patch, at) + 1;
  return Math.min(at, patch.length);
}

function blobsOf(line: Uint8Array): PatchSection['blobs'] {
  const match = /^index ([0-9a-f]{40,64})\.\.([0-9a-f]{40,64})(?: [0-7]{6})?$/.exec(
    String.fromCharCode(...line),
  );
  if (!match) throw unreadable();
  const side = (oid = '') => (/^0+$/.test(oid) ? null : oid);
  return { base: side(match[1]), head: side(match[2]) };
}

const OPENING = 'diff --git ';
/** What a body's lines never start with. */
const LETTER_D = 0x64;
const AT_SIGN = 0x40;
const LINE_FEED = 0x0a;

function lineEnd(patch: Uint8Array, at: number): number {
  const end = patch.indexOf(LINE_FEED, at);
  return end === -1 ? patch.length : end;
}

function startsWith(patch: Uint8Array, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index += 1)
    if (patch[at + index] !== text.charCodeAt(index)) return false;
  return true;
}

function unreadable(): GateError {
  return new GateError('change-mismatch', 'The diff from git could not be understood.');
}
