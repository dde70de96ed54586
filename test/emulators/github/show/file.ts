import { type FileDiff, patchOf } from '../hunks.ts';

const STATUS: Readonly<Record<string, string>> = {
  A: 'added',
  C: 'copied',
  D: 'removed',
  M: 'modified',
  R: 'renamed',
  T: 'changed',
};

/** A binary file has no patch. */
export function showFile(file: FileDiff) {
  const lines = file.hunks.flatMap((hunk) => hunk.lines);
  const additions = lines.filter(({ text }) => text.startsWith('+')).length;
  const deletions = lines.filter(({ text }) => text.startsWith('-')).length;
  return {
    sha: file.blob,
    filename: file.path,
    status: STATUS[file.letter] ?? 'modified',
    additions,
    deletions,
    changes: additions + deletions,
    ...(file.hunks.length === 0 ? {} : { patch: patchOf(file) }),
    ...(file.previous === null ? {} : { previous_filename: file.previous }),
  };
}
