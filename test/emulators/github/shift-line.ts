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
  const diff = askGit(directory, ['diff', '--no-ext-diff', '--no-color', '-U0', from, to, '--', path]);
  let offset = 0;
  for (const [, old = '0', oldCount = '1', newCount = '1'] of diff.matchAll(HEADER)) {
    const [first, taken, put] = [Number(old), Number(oldCount), Number(newCount)];
    // Lines are put in behind `first` when none is taken.
    if (taken === 0 ? line <= first : line < first) break;
    if (line < first + taken) return null;
    offset += put - taken;
  }
  return line + offset;
}

const HEADER = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@/gmu;
