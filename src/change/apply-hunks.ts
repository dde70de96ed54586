import { GateError } from '../errors.ts';
import type { Hunk } from './change.ts';

/**
 * The head's text from the base's and the hunks between them. Throws GateError `change-mismatch` when a context or
 * removed line is not what the base has there: then the hunks describe another file.
 */
export function applyHunks(base: string, hunks: readonly Hunk[]): string {
  const lines = splitLines(base);
  const head: string[] = [];
  let at = 0;
  for (const hunk of hunks) {
    const start = hunk.baseLines === 0 ? hunk.baseStart : hunk.baseStart - 1;
    while (at < start) head.push(lines[at++] ?? '');
    for (const line of hunk.lines) {
      const text = line.noNewline === true ? line.text : `${line.text}\n`;
      if (line.kind !== 'added' && lines[at++] !== text)
        throw new GateError('change-mismatch', 'A hunk does not fit the file that it is said to change.');
      if (line.kind !== 'removed') head.push(text);
    }
  }
  while (at < lines.length) head.push(lines[at++] ?? '');
  return head.join('');
}

/** Lines with their terminators; only LF ends a line, as in git. */
function splitLines(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
