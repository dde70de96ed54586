import { blockingFindings } from '../../verdict/decide.ts';
import type { FailOn, Finding } from '../../verdict/finding.ts';
import type { Outcome } from '../../verdict/verdict.ts';
import { byLine, type LineEntry } from '../by-line.ts';
import { cut } from '../cut.ts';
import {
  markdownCellCode,
  markdownCode,
  markdownFence,
  markdownLines,
  markdownText,
} from '../escape/markdown.ts';
import { linesOf } from '../escape/visible.ts';
import { acceptedText, findingsOf, linesIn, makerOf } from '../place.ts';
import { contestText } from './contest.ts';
import type { Section } from './fit.ts';

/** Longest message, remedy and evidence of one finding, in UTF-16 units, and lines of evidence. */
const PROSE_UNITS = 8_000;
const EVIDENCE_UNITS = 1_200;
const EVIDENCE_LINES = 12;

/** The lines that decide, each with its remedy, and with what else there is against it. */
export function blockingSection(outcome: Outcome): Section {
  const rows = openEntries(outcome, 'blocks');
  return { head: rows.length === 0 ? '' : '### What blocks, and how to fix it\n', rows };
}

/** The other open findings, in full: what an annotation had to cut is here. */
export function otherSection(outcome: Outcome): Section {
  const rows = openEntries(outcome, 'open');
  return { head: rows.length === 0 ? '' : '### Other findings\n', rows };
}

/** The worst of a line leads, so that a line blocks when anything on it does. */
function openEntries(outcome: Outcome, status: Status): readonly string[] {
  const open = findingsOf(outcome).filter(({ accepted }) => accepted === undefined);
  return byLine(open)
    .filter(({ lead }) => statusOf(lead, outcome.failOn) === status)
    .map((entry) => renderDetail(entry, outcome));
}

/** One row for each finding, accepted ones included. */
export function findingsTable(outcome: Outcome): Section {
  const all = findingsOf(outcome);
  if (all.length === 0) return { head: '### Findings\n\nNone.', rows: [] };
  const head = [
    `### Findings (${all.length})\n`,
    '| severity | where | what | found by | confidence | status |',
    '|---|---|---|---|---|---|',
  ].join('\n');
  return { head, rows: all.map((finding) => renderRow(finding, outcome.failOn)) };
}

function renderRow(finding: Finding, failOn: FailOn): string {
  const { severity, path, title, confidence, accepted } = finding;
  const status = statusOf(finding, failOn);
  const because = accepted === undefined ? '' : `: ${markdownText(cut(acceptedText(accepted), 200))}`;
  const cells = [
    severity,
    `${markdownCellCode(path)}${linesIn(finding)}`,
    markdownText(cut(title, 200)),
    markdownText(cut(makerOf(finding), 80)),
    confidence,
    `${status === 'blocks' ? '**blocks**' : status}${because}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

function renderDetail({ lead, others }: LineEntry, outcome: Outcome): string {
  const { severity, title, path, message, evidence, remedy, suggestion } = lead;
  const place = `${markdownCode(path)}${linesIn(lead)}`;
  const parts = [
    `#### ${severity}: ${markdownText(cut(title, 300))}`,
    `${place} · ${signOf(lead)}`,
    markdownLines(cut(message, PROSE_UNITS), '> '),
    evidence === '' ? '' : markdownFence(fewLines(evidence)),
    remedy === undefined ? '' : `**How to fix it**\n\n${markdownLines(cut(remedy, PROSE_UNITS), '> ')}`,
    suggestion === undefined ? '' : renderSuggestion(suggestion),
    ...others.map((other) => renderOther(other, outcome.failOn)),
    contestText([lead, ...others], outcome),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** What the same line is up against besides, without the lines to write: one line can be replaced once. */
function renderOther(other: Finding, failOn: FailOn): string {
  const { severity, title, message, remedy } = other;
  const mark = statusOf(other, failOn) === 'blocks' ? ' (blocks)' : '';
  const head = `**Also ${severity}${mark}:** ${markdownText(cut(title, 300))} · ${signOf(other)}`;
  const fix = remedy === undefined ? '' : `\n\nHow to fix it: ${remedy}`;
  return `${head}\n\n${markdownLines(cut(`${message}${fix}`, PROSE_UNITS), '> ')}`;
}

function signOf(finding: Finding): string {
  const made = markdownText(cut(makerOf(finding), 80));
  return `${made} · confidence ${finding.confidence} · ${markdownCode(finding.id)}`;
}

/** Whole or not at all: half of a replacement is a wrong one. */
function renderSuggestion(suggestion: string): string {
  if (suggestion === '') return '**Suggested change:** delete the lines.';
  return suggestion.length > EVIDENCE_UNITS ? '' : `**Suggested change**\n\n${markdownFence(suggestion)}`;
}

function fewLines(text: string): string {
  const lines = linesOf(cut(text, EVIDENCE_UNITS));
  return lines.length <= EVIDENCE_LINES
    ? lines.join('\n')
    : [...lines.slice(0, EVIDENCE_LINES), '…'].join('\n');
}

type Status = 'accepted' | 'existing' | 'blocks' | 'open';

function statusOf(finding: Finding, failOn: FailOn): Status {
  if (finding.accepted !== undefined) return finding.accepted.by === 'existing' ? 'existing' : 'accepted';
  return blockingFindings([finding], failOn).length > 0 ? 'blocks' : 'open';
}
