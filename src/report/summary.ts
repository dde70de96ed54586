import type { Reason } from '../errors.ts';
import { verdictOf } from '../verdict/decide.ts';
import type { Outcome, Verdict } from '../verdict/verdict.ts';
import { cut } from './cut.ts';
import { markdownCode, markdownLines, markdownText } from './escape/markdown.ts';
import { matrixSection } from './matrix/section.ts';
import { reviewWord } from './place.ts';
import { acceptedSection } from './summary/contest.ts';
import { blockingSection, findingsTable, otherSection } from './summary/findings.ts';
import { fitSections, type Section } from './summary/fit.ts';
import { coverageSection, notesSection, usageSection } from './summary/ledgers.ts';

/** GitHub drops a step's whole summary when it is larger than this, and the step stays green. */
export const SUMMARY_BYTES = 1024 * 1024;

const TITLES: Readonly<Record<Verdict, string>> = {
  pass: '✅ Review gate: pass',
  block: '⛔ Review gate: block',
  inconclusive: '⚠️ Review gate: inconclusive',
};

export type SummaryLimits = {
  /** Bytes of UTF-8; default SUMMARY_BYTES. */
  readonly maxBytes?: number;
  /** Findings that found no room among the annotations. */
  readonly annotationsLeftOut?: number;
};

/** The outcome as Markdown, also the `markdown` format: the verdict first, then what to do, then all the rest. */
export function renderSummary(outcome: Outcome, limits: SummaryLimits = {}): string {
  const { maxBytes = SUMMARY_BYTES, annotationsLeftOut = 0 } = limits;
  const sections = [
    headSection(outcome),
    missingSection(outcome),
    blockingSection(outcome),
    acceptedSection(outcome),
    findingsTable(outcome),
    reviewerSection(outcome),
    otherSection(outcome),
    matrixSection(outcome),
    coverageSection(outcome),
    notesSection(outcome, annotationsLeftOut),
    usageSection(outcome),
  ];
  return fitSections(sections, maxBytes);
}

function headSection(outcome: Outcome): Section {
  const { verdict, audit, range, reasons, failOn } = outcome;
  const why = reasons.filter(({ code }) => !isMissing(code)).map(({ message }) => markdownText(message));
  const legs = [`audit **${audit.verdict}**`, `review **${reviewWord(outcome)}**`, `fail-on **${failOn}**`];
  const change = range === null ? [] : [`${short(range.base)} … ${short(range.head)}`];
  const line = why.length > 0 ? why.join('\n\n') : SENTENCES[verdict];
  return {
    head: `## ${TITLES[verdict]}\n\n${line}\n\n${[...legs, ...change].join(' · ')}`,
    rows: [],
    essential: true,
  };
}

const SENTENCES: Readonly<Record<Verdict, string>> = {
  pass: 'The audit and the review are complete, and nothing reaches the threshold.',
  block: 'A finding reaches the threshold.',
  inconclusive: 'No complete judgement took place, so this is not a pass.',
};

function short(commit: string): string {
  return markdownCode(commit.slice(0, 12));
}

/** What stands between this run and a pass besides findings: each reason says what to do. */
function missingSection({ reasons }: Outcome): Section {
  const missing = reasons.filter(({ code }) => isMissing(code));
  const rows = missing.map(({ code, message }) => `- ${markdownText(message)} (${markdownCode(code)})`);
  return { head: rows.length === 0 ? '' : '### What is missing\n', rows, essential: true };
}

function isMissing(code: Reason['code']): boolean {
  return verdictOf([{ code, message: '' }]) === 'inconclusive';
}

/** The agent's own words about the change, quoted as such. */
function reviewerSection({ review }: Outcome): Section {
  const text = markdownLines(cut(review.summary, 4_000), '> ');
  return { head: text === '' ? '' : `### The reviewer's own words\n\n${text}`, rows: [] };
}
