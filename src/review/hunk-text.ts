import type { ChangedFile, Line } from '../change/change.ts';
import { showPathInBrief, showUnseen } from './visible.ts';

/** A run of lines of one hunk: the whole hunk, or a window of one that is too large for a brief. */
export type HunkPart = {
  /** Index of the hunk in its file. */
  readonly hunk: number;
  /** Counted from 1; `of` is 1 for a whole hunk. */
  readonly window: { readonly number: number; readonly of: number };
  readonly lines: readonly Line[];
};

/**
 * A part of a hunk as the brief shows it. Each line is `side number mark|text`: `h` and `b` say whether the number
 * counts lines of the head or of the base, the mark is `+`, `-` or a space, and the text starts right after `|`.
 */
export function renderPart(part: HunkPart): string {
  const name = `hunk ${part.hunk + 1}`;
  const window = part.window.of === 1 ? '' : `, part ${part.window.number} of ${part.window.of}`;
  return [`@@ ${name}${window}`, ...part.lines.map(renderLine)].join('\n');
}

export function renderLine(line: Line): string {
  const text = showUnseen(withoutReturn(line.text));
  if (line.kind === 'removed') return `b${line.baseLine ?? 0} -|${text}`;
  return `h${line.headLine ?? 0} ${line.kind === 'added' ? '+' : ' '}|${text}`;
}

/** What `renderLine` puts before the text; evidence that was copied together with it is still evidence. */
export const LINE_PREFIX = /^ *[hb]\d{1,10} [ +-]\|/;

/** The line that opens a file in the brief: name, what happened to it, and what the hunks do not show. */
export function renderFileHead(file: ChangedFile): string {
  const notes: string[] = [file.status];
  if (file.basePath !== file.path) notes.push(`from ${showPathInBrief(file.basePath)}`);
  if (file.baseMode !== file.headMode && file.baseMode !== null && file.headMode !== null)
    notes.push(`mode ${file.baseMode} to ${file.headMode}`);
  if (file.kind === 'symlink') notes.push('symbolic link: the line is its target');
  if (file.kind === 'submodule')
    notes.push('submodule: the line is the commit of another repository, whose files are not here');
  if (file.encoding !== 'utf-8' && file.encoding !== 'binary') notes.push(`decoded from ${file.encoding}`);
  if (changesLineEndings(file)) notes.push('line endings change too');
  return `=== ${showPathInBrief(file.path)} (${notes.join('; ')})`;
}

function changesLineEndings(file: ChangedFile): boolean {
  const lines = file.hunks.flatMap((hunk) => hunk.lines);
  const has = (kind: Line['kind'], cr: boolean) =>
    lines.some((line) => line.kind === kind && line.text.endsWith('\r') === cr);
  return (has('removed', true) && has('added', false)) || (has('removed', false) && has('added', true));
}

function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}
