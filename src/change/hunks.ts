import { parsePatch, type StructuredPatchHunk } from 'diff';
import { GateError } from '../errors.ts';
import type { Hunk, Line } from './change.ts';
import { decodeUtf8 } from './content.ts';

/**
 * The text of a section's body (its hunks), or null when the content is not valid UTF-8. Git cuts the heading after
 * the second `@@` at a byte, possibly inside a character, so headings do not count.
 */
export function decodeBody(body: Uint8Array): string | null {
  return decodeUtf8(body) ?? decodeUtf8(withoutHeadings(body));
}

/** Parses the hunks of one file. Throws GateError `change-mismatch` when a hunk is not what its header says. */
export function parseHunks(body: string): readonly Hunk[] {
  if (body === '') return [];
  const hunks = parsed(body);
  // jsdiff takes an empty line for context, and skips what stands after the last hunk.
  const lines = hunks.reduce((sum, hunk) => sum + 1 + hunk.lines.length, 0);
  if (UNMARKED.test(body) || lines !== countLineFeeds(body)) throw mismatch(undefined);
  return hunks.map(toHunk);
}

/** One hunk of jsdiff's, whose line strings start with the mark; `\ No newline` belongs to the line before it. */
export function toHunk(hunk: StructuredPatchHunk): Hunk {
  // For an empty side git names the line before it, jsdiff the line after it.
  const baseStart = hunk.oldLines === 0 ? hunk.oldStart - 1 : hunk.oldStart;
  const headStart = hunk.newLines === 0 ? hunk.newStart - 1 : hunk.newStart;
  return {
    baseStart,
    baseLines: hunk.oldLines,
    headStart,
    headLines: hunk.newLines,
    lines: numberLines(hunk.lines, baseStart, headStart),
  };
}

/** How many lines the hunks add and remove. */
export function countLines(hunks: readonly Hunk[]): { readonly added: number; readonly removed: number } {
  let added = 0;
  let removed = 0;
  for (const { lines } of hunks) {
    for (const { kind } of lines) {
      if (kind === 'added') added += 1;
      if (kind === 'removed') removed += 1;
    }
  }
  return { added, removed };
}

function parsed(body: string): readonly StructuredPatchHunk[] {
  try {
    const patches = parsePatch(body);
    if (patches.length === 1 && patches[0]) return patches[0].hunks;
  } catch (cause) {
    // jsdiff quotes the line in its message: that text is foreign and stays in the cause.
    throw mismatch(cause);
  }
  throw mismatch(undefined);
}

/** A line that does not begin as lines of a hunk do. */
const UNMARKED = /\n(?![ +\-\\@]|$)/u;

function countLineFeeds(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

function mismatch(cause: unknown): GateError {
  return new GateError('change-mismatch', 'A hunk of the diff from git is not what its header says.', {
    cause,
  });
}

function numberLines(marked: readonly string[], baseStart: number, headStart: number): readonly Line[] {
  const lines: Line[] = [];
  let base = baseStart;
  let head = headStart;
  for (const [index, line] of marked.entries()) {
    const mark = line[0];
    if (mark === '\\') continue;
    const text = line.slice(1);
    const end = marked[index + 1]?.startsWith('\\') ? NO_NEWLINE : {};
    if (mark === '+') lines.push({ kind: 'added', text, baseLine: null, headLine: head++, ...end });
    else if (mark === '-') lines.push({ kind: 'removed', text, baseLine: base++, headLine: null, ...end });
    else lines.push({ kind: 'context', text, baseLine: base++, headLine: head++, ...end });
  }
  return lines;
}

const NO_NEWLINE = { noNewline: true } as const;
const AT_SIGN = 0x40;
const LINE_FEED = 0x0a;

function withoutHeadings(body: Uint8Array): Uint8Array {
  const kept = body.slice();
  for (let at = 0; at < body.length; ) {
    const next = body.indexOf(LINE_FEED, at);
    const end = next === -1 ? body.length : next;
    // `@@ -1,2 +3,4 @@ heading`: blanks keep the length, so no copying is needed.
    if (body[at] === AT_SIGN) kept.fill(0x20, body.indexOf(AT_SIGN, at + 2) + 2, end);
    at = end + 1;
  }
  return kept;
}
