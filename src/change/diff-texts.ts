import { structuredPatch } from 'diff';
import { GateError } from '../errors.ts';
import { applyHunks } from './apply-hunks.ts';
import type { Hunk } from './change.ts';
import { toHunk } from './hunks.ts';

/**
 * The hunks between two texts that git would not diff (UTF-16, text with a NUL). Never more than linear work on
 * texts that have little in common: then all of the base is removed and all of the head added, which is a diff too.
 */
export function diffTexts(base: string, head: string): readonly Hunk[] {
  const close = structuredPatch('', '', base, head, '', '', { context: 3, maxEditLength: 500 });
  if (!close) return replaceText(base, head);
  const hunks = close.hunks.map(toHunk);
  if (applyHunks(base, hunks) !== head)
    throw new GateError('change-mismatch', 'The diff of a file that git takes for binary does not fit it.');
  return hunks;
}

/** One hunk that removes every line of the base and adds every line of the head; none when both are empty. */
export function replaceText(base: string, head: string): readonly Hunk[] {
  const removed = markedLines('-', base);
  const added = markedLines('+', head);
  if (removed.length + added.length === 0) return [];
  const count = (lines: readonly string[]) => lines.filter((line) => !line.startsWith('\\')).length;
  return [
    toHunk({
      oldStart: 1,
      oldLines: count(removed),
      newStart: 1,
      newLines: count(added),
      lines: [...removed, ...added],
    }),
  ];
}

function markedLines(mark: '-' | '+', text: string): readonly string[] {
  if (text === '') return [];
  const lines = text.split('\n').map((line) => `${mark}${line}`);
  if (!text.endsWith('\n')) return [...lines, '\\ No newline at end of file'];
  return lines.slice(0, -1);
}
