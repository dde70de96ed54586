import { invalid } from './answer.ts';
import type { FileDiff, Hunk, Side } from './hunks.ts';

export type Place = {
  readonly line: number | null;
  readonly side: Side;
  readonly startLine: number | null;
  readonly startSide: Side | null;
  /** What the API shows as `diff_hunk`: the hunk down to the line. */
  readonly hunk: string;
};

/** What a request says about the place of a comment. */
export type Asked = {
  readonly path: string;
  readonly line: number | null;
  readonly side: string;
  readonly startLine: number | null;
  readonly startSide: string | null;
  /** A comment on the whole file. */
  readonly whole: boolean;
};

const NOT_IN_DIFF =
  "Pull request review thread line must be part of the diff, Pull request review thread start line must be part of the same hunk as the line, and Pull request review thread diff hunk can't be blank";

/** Where a comment stands; refuses the places that GitHub refuses, which are all outside the hunks of the diff. */
export function placeComment(files: readonly FileDiff[], asked: Asked): Place {
  const file = files.find(({ path }) => path === asked.path);
  if (file === undefined) return unprocessable('Pull request review thread path is invalid');
  const side = sideOf(asked.side);
  const startSide = asked.startLine === null ? null : sideOf(asked.startSide ?? asked.side);
  if (asked.whole) return { line: null, side, startLine: null, startSide: null, hunk: '' };
  const { line, startLine } = asked;
  if (line === null) return unprocessable("Pull request review thread line can't be blank");
  const hunk = file.hunks.find((each) => indexOf(each, side, line) >= 0) ?? unprocessable(NOT_IN_DIFF);
  const end = indexOf(hunk, side, line);
  if (startLine !== null && startSide !== null)
    judgeStart(indexOf(hunk, startSide, startLine), end, startSide === side && startLine >= line);
  const shown = [hunk.header, ...hunk.lines.slice(0, end + 1).map(({ text }) => text)];
  return { line, side, startLine, startSide, hunk: shown.join('\n') };
}

/** The order counts before the hunk: a start behind the end is called that, wherever it is. */
function judgeStart(start: number, end: number, behind: boolean): void {
  if (start < 0 && !behind) unprocessable(NOT_IN_DIFF);
  if (behind || start >= end)
    unprocessable('Pull request review thread start line must precede the end line.');
}

function indexOf({ lines }: Hunk, side: Side, line: number): number {
  return lines.findIndex((each) => each[side] === line);
}

function sideOf(text: string): Side {
  return text === 'LEFT' || text === 'RIGHT'
    ? text
    : unprocessable(`Pull request review thread side is invalid`);
}

/** GitHub does not say which of several comments it means. */
const unprocessable = (message: string): never => invalid('Unprocessable Entity', [message]);
