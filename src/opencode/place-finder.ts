import type { Path } from '../change/change.ts';
import type { Place } from './node.ts';

/**
 * Turns offsets into places. Lines end at a line feed only, as they do for git: a lone carriage return, which some
 * parsers count, would shift every line after it. `firstLine` is the line of the file on which `text` starts.
 */
export function placeFinder(text: string, path: Path, firstLine: number): (offset: number) => Place {
  const starts = [0];
  for (let feed = text.indexOf('\n'); feed >= 0; feed = text.indexOf('\n', feed + 1)) starts.push(feed + 1);
  return (offset) => {
    const index = lastAtOrBefore(starts, offset);
    return { path, line: firstLine + index, column: offset - (starts[index] ?? 0) + 1 };
  };
}

function lastAtOrBefore(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
