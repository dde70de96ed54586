import { blockingFindings } from '../verdict/decide.ts';
import type { Finding, Severity } from '../verdict/finding.ts';
import type { Outcome, Verdict } from '../verdict/verdict.ts';
import { byLine, type LineEntry } from './by-line.ts';
import { breakCommands } from './escape/log-safe.ts';
import { linesOf, visibleLine, visibleName, visibleText } from './escape/visible.ts';
import { renderMatrix } from './matrix/text.ts';
import { counted, findingsOf, isReviewOff, makerOf, reviewWord, statedText, suffixOf } from './place.ts';
import { type Paint, painter, type Style } from './terminal.ts';

export type TextSettings = {
  /** Terminal colours; off unless asked for. */
  readonly colour?: boolean;
  /** The width of the terminal, for tables; 100 unless it is known. */
  readonly columns?: number;
};

const OF_SEVERITY: Readonly<Record<Severity, Style>> = {
  critical: 'red',
  high: 'red',
  medium: 'yellow',
  low: 'cyan',
  info: 'dim',
};
const OF_VERDICT: Readonly<Record<Verdict, Style>> = { pass: 'green', block: 'red', inconclusive: 'yellow' };

/** The outcome for a terminal: findings first, the verdict last, where the eye is when the run ends. */
export function renderText(outcome: Outcome, { colour = false, columns = 100 }: TextSettings = {}): string {
  const paint = painter(colour);
  const blocking = new Set(blockingFindings(findingsOf(outcome), outcome.failOn));
  const lines = [
    ...byLine(findingsOf(outcome)).flatMap((entry) => [...describe(entry, blocking, paint), '']),
    ...renderMatrix(outcome.audit.matrix, columns, paint),
    ...ledgerLines(outcome).map((line) => paint('dim', line)),
    ...outcome.reasons.map(({ code, message }) => `${paint('bold', code)}: ${visibleLine(message)}`),
    `${paint(OF_VERDICT[outcome.verdict], `verdict: ${outcome.verdict}`)} (audit: ${outcome.audit.verdict}, review: ${reviewWord(outcome)})`,
  ];
  return `${breakCommands(lines.join('\n'))}\n`;
}

type Blocking = ReadonlySet<Finding>;

function describe({ lead, others }: LineEntry, blocking: Blocking, paint: Paint): readonly string[] {
  const place = paint('bold', `${visibleName(lead.path)}${suffixOf(lead)}`);
  const { message, remedy } = lead;
  return [
    `${place} ${headOf(lead, blocking, paint)}`,
    ...indented(message),
    ...(remedy === undefined ? [] : indented(`How to fix it: ${remedy}`)),
    ...suggestionLines(lead, paint),
    ...fingerprintLine(lead, paint),
    ...others.flatMap((other) => describeOther(other, blocking, paint)),
  ];
}

/** Without the lines to write: one line can be replaced once. */
function describeOther(other: Finding, blocking: Blocking, paint: Paint): readonly string[] {
  const { message, remedy } = other;
  const lines = [
    ...indented(message),
    ...(remedy === undefined ? [] : indented(`How to fix it: ${remedy}`)),
    ...fingerprintLine(other, paint),
  ];
  return [`    also ${headOf(other, blocking, paint)}`, ...lines.map((line) => `    ${line}`)];
}

function headOf(finding: Finding, blocking: Blocking, paint: Paint): string {
  const { severity, title, accepted, confidence } = finding;
  const mark = blocking.has(finding) ? ' [blocks]' : '';
  const state = accepted === undefined ? mark : ` [${visibleLine(statedText(accepted))}]`;
  const made = paint('dim', `(${visibleLine(makerOf(finding))}, confidence ${confidence})`);
  return `${paint(OF_SEVERITY[severity], severity)}${state} ${visibleLine(title)} ${made}`;
}

/** What the policy's `accepted` asks for. */
function fingerprintLine({ id, accepted }: Finding, paint: Paint): readonly string[] {
  return accepted === undefined ? [paint('dim', `    Fingerprint: ${visibleName(id)}`)] : [];
}

const SUGGESTION_UNITS = 4_096;

/** Whole or not at all: half of a replacement is a wrong one. */
function suggestionLines({ suggestion, accepted }: Finding, paint: Paint): readonly string[] {
  if (suggestion === undefined || accepted !== undefined) return [];
  if (suggestion === '') return ['    Suggested: delete the lines.'];
  if (suggestion.length > SUGGESTION_UNITS) return ['    Suggested: a longer change; --format json has it.'];
  const lines = linesOf(visibleText(suggestion)).map((line) => paint('green', `    | ${line}`));
  return ['    Suggested:', ...lines];
}

function indented(text: string): readonly string[] {
  return linesOf(visibleText(text))
    .filter((line) => line.trim() !== '')
    .map((line) => `    ${line}`);
}

function ledgerLines({ review, policyIsDefault, notes }: Outcome): readonly string[] {
  const { coverage, dropped, relocated, usage } = review;
  const reviewed = coverage.entries.filter(({ outcome }) => outcome === 'reviewed').length;
  const holes = coverage.complete ? '' : ', not complete';
  const cost = usage.costUsd > 0 ? `, $${usage.costUsd.toFixed(4)}` : '';
  const used = `${usage.input} tokens in, ${usage.output} out${cost}, ${(review.durationMs / 1000).toFixed(1)} s`;
  return [
    coverage.entries.length === 0 || isReviewOff(review)
      ? ''
      : `coverage: ${reviewed} of ${counted(coverage.entries.length, 'part')} reviewed${holes}`,
    dropped + relocated > 0 ? `reviewer: ${dropped} dropped, ${relocated} relocated` : '',
    usage.input + usage.output > 0 ? `usage: ${used}` : '',
    policyIsDefault ? 'policy: none at the base commit; safe defaults hold' : '',
    ...notes.map((note) => `note: ${visibleLine(note)}`),
  ].filter((line) => line !== '');
}
