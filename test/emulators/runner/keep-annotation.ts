import type { Issue } from './obey-lines.ts';

/** An annotation as it stands on the pull request in the end. */
export type Annotation = {
  readonly level: 'error' | 'warning' | 'notice';
  readonly file: string | null;
  readonly line: number | null;
  readonly endLine: number | null;
  readonly column: number | null;
  readonly title: string | null;
  readonly message: string;
};

const PER_LEVEL = 10;
const MESSAGE_UNITS = 4096;

/** Ten of each level, in the order of the log; what is behind them is lost without a word. */
export function keepAnnotations(issues: readonly Issue[], workspace: string): readonly Annotation[] {
  const spent = { error: 0, warning: 0, notice: 0 };
  return issues.flatMap((issue) =>
    ++spent[issue.level] > PER_LEVEL ? [] : [keepAnnotation(issue, workspace)],
  );
}

function keepAnnotation({ level, properties, message }: Issue, workspace: string): Annotation {
  const given = Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [key.toLowerCase(), value]),
  );
  const { line, endLine, column } = keepPlace(given);
  return {
    level,
    file: given['file'] === undefined ? null : relativeTo(workspace, given['file']),
    line,
    endLine,
    column,
    title: given['title'] ?? null,
    message: message.slice(0, MESSAGE_UNITS),
  };
}

export type Place = {
  readonly line: number | null;
  readonly endLine: number | null;
  readonly column: number | null;
  readonly endColumn: number | null;
};

/**
 * What is left of the four numbers, named in lower case: an end without a start becomes the start, columns need one
 * line, and an end before its start takes both away. A start alone is its own end.
 */
export function keepPlace(given: Readonly<Record<string, string | undefined>>): Place {
  const [first, last] = [numberOf(given['line']), numberOf(given['endline'])];
  const [left, right] = [numberOf(given['col']), numberOf(given['endcolumn'])];
  const line = first ?? last;
  const endLine = last ?? line;
  const isOneLine = line !== null && endLine === line;
  const columns =
    isOneLine && isOrdered(left, right) ? { column: left ?? right, endColumn: right } : NO_COLUMNS;
  return isOrdered(line, endLine) ? { line, endLine, ...columns } : { line: null, endLine: null, ...columns };
}

const NO_COLUMNS = { column: null, endColumn: null };

const isOrdered = (from: number | null, to: number | null): boolean =>
  from === null || to === null || from <= to;

const INT_MOST = 2 ** 31 - 1;

/** As .NET reads an integer: blanks around it and a sign are allowed, more than 32 bits are not. */
function numberOf(text: string | undefined): number | null {
  if (text === undefined || !/^\s*[+-]?\d+\s*$/u.test(text)) return null;
  const number = Number(text);
  return number > INT_MOST || number < -INT_MOST - 1 ? null : number;
}

/** A path below the workspace loses it; every other one stays as it is. */
function relativeTo(workspace: string, file: string): string {
  const folder = workspace.endsWith('/') ? workspace : `${workspace}/`;
  return file.startsWith(folder) ? file.slice(folder.length) : file;
}
