import { GateError } from '../errors.ts';
import type { Path } from './change.ts';
import { decodePath } from './path.ts';
import { fieldAt } from './raw.ts';

/** One record of `git diff-tree -r -z --numstat`. Both counts are null for what git takes for binary. */
export type LineCount = {
  readonly path: Path;
  readonly basePath: Path;
  readonly added: number | null;
  readonly removed: number | null;
};

/** Throws GateError `change-mismatch` for anything that is no such record. */
export function parseNumstat(bytes: Uint8Array): readonly LineCount[] {
  const counts: LineCount[] = [];
  let at = 0;
  while (at < bytes.length) {
    const { field, next } = fieldAt(bytes, at);
    const tab = field.indexOf(TAB, field.indexOf(TAB) + 1);
    const match = COUNTS.exec(String.fromCharCode(...field.subarray(0, tab + 1)));
    if (!match) throw new GateError('change-mismatch', 'The line counts from git could not be understood.');
    const name = field.subarray(tab + 1);
    // A record with an empty name is a rename or copy: both names follow as fields of their own.
    const first = name.length > 0 ? { field: name, next } : fieldAt(bytes, next);
    const second = name.length > 0 ? first : fieldAt(bytes, first.next);
    counts.push({
      basePath: decodePath(first.field),
      path: decodePath(second.field),
      added: countOf(match[1]),
      removed: countOf(match[2]),
    });
    at = second.next;
  }
  return counts;
}

const TAB = 0x09;
const COUNTS = /^(\d+|-)\t(\d+|-)\t$/;

function countOf(text: string | undefined): number | null {
  return text === '-' ? null : Number(text);
}
