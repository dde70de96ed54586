import type { Path } from '../change/change.ts';
import type { Finding } from '../verdict/finding.ts';
import type { FileHunks, Outcome } from '../verdict/verdict.ts';

/** Where a review comment stands, in GitHub's words: LEFT is the base, RIGHT the head. */
export type CommentPlace = {
  readonly path: Path;
  readonly side: 'LEFT' | 'RIGHT';
  /** The last line. */
  readonly line: number;
  /** The first line; null when it is the last one as well. */
  readonly startLine: number | null;
  /** False when only the first of the finding's lines can be commented on. */
  readonly isWhole: boolean;
};

export type HunksOfFiles = ReadonlyMap<Path, FileHunks['hunks']>;

export function hunksByPath({ hunks }: Pick<Outcome, 'hunks'>): HunksOfFiles {
  return new Map(hunks.map((file) => [file.path, file.hunks]));
}

/**
 * The place of a finding inside of one hunk, the only ones that GitHub takes: one comment elsewhere, and it refuses
 * all that come with it. Null for a file as a whole, for other lines, and for a path that is no UTF-8.
 */
export function placeComment(
  { path, side, startLine, endLine }: Finding,
  hunks: HunksOfFiles,
): CommentPlace | null {
  if (!Number.isSafeInteger(startLine) || startLine < 1 || !path.isWellFormed()) return null;
  const ranges = (hunks.get(path) ?? []).map((hunk) =>
    side === 'head' ? endOf(hunk.headStart, hunk.headLines) : endOf(hunk.baseStart, hunk.baseLines),
  );
  const around = ranges.find(({ first, last }) => first <= startLine && startLine <= last);
  if (around === undefined) return null;
  const last = Math.max(startLine, endLine);
  const isWhole = last <= around.last;
  const at = { path, side: side === 'head' ? 'RIGHT' : 'LEFT' } as const;
  return isWhole && last > startLine
    ? { ...at, line: last, startLine, isWhole }
    : { ...at, line: startLine, startLine: null, isWhole };
}

/** A side without lines has none to stand on: git gives it the number of the line before. */
function endOf(start: number, lines: number): { readonly first: number; readonly last: number } {
  return { first: start, last: start + lines - 1 };
}
