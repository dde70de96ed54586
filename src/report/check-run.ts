import { blockingFindings } from '../verdict/decide.ts';
import type { Finding, Severity } from '../verdict/finding.ts';
import type { Outcome, Verdict } from '../verdict/verdict.ts';
import { byLine, type LineEntry } from './by-line.ts';
import { cut } from './cut.ts';
import { visibleLine, visibleText } from './escape/visible.ts';
import { counted, findingsOf, makerOf } from './place.ts';
import { verdictLine } from './review-body.ts';
import { renderSummary } from './summary.ts';

export type CheckAnnotation = {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly annotation_level: 'failure' | 'warning' | 'notice';
  readonly title: string;
  readonly message: string;
};

export type CheckRunPlan = {
  /** A neutral or skipped check counts as passed on a pull request, so that whatever is no pass is a failure. */
  readonly conclusion: 'success' | 'failure';
  readonly title: string;
  readonly summary: string;
  readonly text: string;
  /** Worst first. */
  readonly annotations: readonly CheckAnnotation[];
  /** Lines with findings that are not among them. */
  readonly leftOut: number;
};

/** The name under which a ruleset can require it; the gate itself is the job's own check. */
export const CHECK_RUN_NAME = 'review-gate';

/** Five requests of the fifty that GitHub takes in each. */
export const MOST_ANNOTATIONS = 250;
/** GitHub takes 65,535 characters of a text; bytes are never fewer than characters. */
const TEXT_BYTES = 65_000;
/** Of a message GitHub takes 64 KB, of a title 255 characters. */
const MESSAGE_UNITS = 8_000;
const TITLE_UNITS = 250;
const LAST_LINE = 2 ** 31 - 1;

/** The outcome as one check run on the head. */
export function planCheckRun(outcome: Outcome): CheckRunPlan {
  const { verdict } = outcome;
  const open = findingsOf(outcome).filter(({ accepted }) => accepted === undefined);
  const blocking = new Set(blockingFindings(open, outcome.failOn));
  const entries = byLine(open);
  const onLine = entries.filter(({ lead }) => isOnLine(lead)).slice(0, MOST_ANNOTATIONS);
  const leftOut = entries.length - onLine.length;
  const rest =
    leftOut === 0
      ? ''
      : `\n\n${counted(leftOut, 'more place')} with findings: without a line in the head, or after the first ${MOST_ANNOTATIONS}. The text below lists what fits, the report file of the run everything.`;
  return {
    conclusion: CONCLUSIONS[verdict],
    title: `Review gate: ${verdict} (${counted(open.length, 'finding')})`,
    summary: `${verdictLine(outcome)}${rest}`,
    text: renderSummary(outcome, { maxBytes: TEXT_BYTES }),
    annotations: onLine.map((entry) => annotate(entry, blocking)),
    leftOut,
  };
}

const CONCLUSIONS: Readonly<Record<Verdict, CheckRunPlan['conclusion']>> = {
  pass: 'success',
  block: 'failure',
  inconclusive: 'failure',
};

/** A removed line has a number of another version, and a path that is no UTF-8 has no name in JSON. */
function isOnLine({ side, startLine, path }: Finding): boolean {
  return side === 'head' && startLine >= 1 && startLine <= LAST_LINE && path.isWellFormed();
}

function annotate({ lead, others }: LineEntry, blocking: ReadonlySet<Finding>): CheckAnnotation {
  const paragraphs = [lead, ...others].map((finding, index) => {
    const head = index === 0 ? '' : `Also ${finding.severity}: ${visibleLine(finding.title)}\n`;
    const fix = finding.remedy === undefined ? '' : `\nHow to fix it: ${finding.remedy}`;
    return `${head}${finding.message}${fix}\n(${makerOf(finding)}, confidence ${finding.confidence}, ${finding.id})`;
  });
  return {
    path: lead.path,
    start_line: lead.startLine,
    end_line: Math.min(LAST_LINE, Math.max(lead.startLine, lead.endLine)),
    annotation_level: blocking.has(lead) ? 'failure' : LEVELS[lead.severity],
    title: cut(visibleLine(`${lead.severity}: ${lead.title}`), TITLE_UNITS),
    message: cut(visibleText(paragraphs.join('\n\n')), MESSAGE_UNITS),
  };
}

const LEVELS: Readonly<Record<Severity, CheckAnnotation['annotation_level']>> = {
  critical: 'failure',
  high: 'failure',
  medium: 'warning',
  low: 'notice',
  info: 'notice',
};
