import { blockingFindings } from '../verdict/decide.ts';
import type { Finding, Severity } from '../verdict/finding.ts';
import type { Outcome } from '../verdict/verdict.ts';
import { byLine, type LineEntry } from './by-line.ts';
import { cut } from './cut.ts';
import { type CommandProperties, renderCommand } from './escape/command.ts';
import { logSafe } from './escape/log-safe.ts';
import { visibleLine } from './escape/visible.ts';
import { findingsOf, linesIn, makerOf } from './place.ts';

type Level = 'error' | 'warning' | 'notice';
type Annotation = {
  readonly level: Level;
  readonly properties: CommandProperties;
  readonly message: string;
  /** How many findings it shows. */
  readonly shows: number;
};

/** What is printed, and how many findings found no room: the summary says that number. */
export type Annotations = {
  readonly lines: readonly string[];
  readonly shown: number;
  readonly leftOut: number;
};

/** The runner shows this many of each type for one step and drops the rest without a word. */
const PER_LEVEL = 10;
/** The runner cuts a message at this many UTF-16 units. */
const MESSAGE_UNITS = 4096;
const TITLE_UNITS = 200;
const CUT = '\n… see the summary';
/** Larger numbers are no line of any file that the runner can show. */
const LAST_LINE = 2 ** 31 - 1;

/** Findings as workflow commands, worst first. Accepted ones are left to the summary's table. */
export function renderAnnotations(outcome: Outcome): Annotations {
  const reasons = annotateReasons(outcome);
  const open = findingsOf(outcome).filter((finding) => finding.accepted === undefined);
  const blocking = new Set(blockingFindings(open, outcome.failOn));
  const all = [...reasons, ...byLine(open).map((entry) => annotate(entry, blocking))];
  const fitting = (['error', 'warning', 'notice'] as const).flatMap((level) =>
    all.filter((annotation) => annotation.level === level).slice(0, PER_LEVEL),
  );
  const shown = fitting.reduce((sum, { shows }) => sum + shows, 0);
  return { lines: fitting.map(renderAnnotation), shown, leftOut: open.length - shown };
}

function renderAnnotation({ level, properties, message }: Annotation): string {
  return renderCommand(level, properties, cut(logSafe(message), MESSAGE_UNITS, CUT));
}

/** An inconclusive run has no line to point at, so that its first error says why there is no verdict. */
function annotateReasons({ verdict, reasons }: Outcome): readonly Annotation[] {
  if (verdict !== 'inconclusive') return [];
  const message = reasons.map((reason) => `${reason.message} (${reason.code})`).join('\n');
  return [{ level: 'error', properties: { title: 'Review gate: inconclusive' }, message, shows: 0 }];
}

/** One for each line: of the ten that the runner shows, none is spent on a line that it shows already. */
function annotate({ lead, others }: LineEntry, blocking: ReadonlySet<Finding>): Annotation {
  const { severity, title, message, remedy } = lead;
  const removed = lead.side === 'base' ? `About${linesIn(lead)} of this file.\n` : '';
  const fix = remedy === undefined ? '' : `\nHow to fix it: ${remedy}`;
  const names = others.length === 0 ? '' : ` (also: ${others.map(({ rule }) => rule).join(', ')})`;
  const also = others.map((other) => {
    const weight = `${other.severity}${blocking.has(other) ? ', blocks' : ''}`;
    return `\nAlso ${weight}: ${other.title}. ${other.message} ${signOf(other)}`;
  });
  return {
    level: blocking.has(lead) ? 'error' : levelOf(severity),
    properties: {
      ...placeOf(lead),
      title: cut(visibleLine(`${severity}: ${title}${names}`), TITLE_UNITS),
    },
    message: `${removed}${message}${fix}\n${signOf(lead)}${also.join('')}`,
    shows: 1 + others.length,
  };
}

/** Who says so, how sure, and what the policy's `accepted` asks for. */
function signOf(finding: Finding): string {
  return `(${makerOf(finding)}, confidence ${finding.confidence}, ${finding.id})`;
}

/**
 * Only lines of the head are named: a removed line has a number of another version. Columns are never written
 * (the runner drops them for more than one line), `endLine` only when it lies behind `line`.
 */
function placeOf({ path, side, startLine, endLine }: Finding): CommandProperties {
  if (side === 'base' || !isLine(startLine)) return { file: path };
  return { file: path, line: startLine, ...(isLine(endLine) && endLine > startLine ? { endLine } : {}) };
}

function isLine(line: number): boolean {
  return Number.isInteger(line) && line >= 1 && line <= LAST_LINE;
}

export function levelOf(severity: Severity): Level {
  if (severity === 'critical' || severity === 'high') return 'error';
  return severity === 'medium' ? 'warning' : 'notice';
}
