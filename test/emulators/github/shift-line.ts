import { askGit, type Side } from './hunks.ts';

/**
 * Where a line of one commit stands in a later one; null when it is gone, which makes a comment on it outdated. A line
 * of the left side stays as long as the base does.
 */
export function shiftLine(
  directory: string,
  { path, line, side }: { readonly path: string; readonly line: number; readonly side: Side },
  from: string,
  to: string,
): number | null {
  if (from === to || side === 'LEFT') return line;
  let offset = 0;
  for (const { first, taken, put } of readMoves(directory, path, from, to)) {
    // Lines are put in behind `first` when none is taken.
    if (taken === 0 ? line <= first : line < first) break;
    if (line < first + taken) return null;
    offset += put - taken;
  }
  return line + offset;
}

type Move = { readonly first: number; readonly taken: number; readonly put: number };

const known = new Map<string, readonly Move[]>();
const MOST = 10_000;

/** Hundreds of comments of one push are about few files. */
function readMoves(directory: string, path: string, from: string, to: string): readonly Move[] {
  const key = [directory, path, from, to].join('\0');
  const found = known.get(key);
  if (found !== undefined) return found;
  const diff = askGit(directory, ['diff', '--no-ext-diff', '--no-color', '-U0', from, to, '--', path]);
  const moves = [...diff.matchAll(HEADER)].map(([, first = '0', taken = '1', put = '1']) => ({
    first: Number(first),
    taken: Number(taken),
    put: Number(put),
  }));
  if (known.size >= MOST) known.clear();
  known.set(key, moves);
  return moves;
}

const HEADER = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@/gmu;
