import type { CoverageEntry } from '../../change/coverage.ts';
import type { Outcome } from '../../verdict/verdict.ts';
import { markdownCellCode, markdownText } from '../escape/markdown.ts';
import { counted, isReviewOff } from '../place.ts';
import type { Section } from './fit.ts';

/** What was read and what was not: every part that was not reviewed has its row. */
export function coverageSection({ review }: Outcome): Section {
  const { entries, complete } = review.coverage;
  if (entries.length === 0 || isReviewOff(review)) return { head: '', rows: [] };
  const reviewed = entries.filter(({ outcome }) => outcome === 'reviewed').length;
  const others = entries.filter(({ outcome }) => outcome !== 'reviewed');
  const state = complete ? 'Coverage is complete.' : '**Coverage is not complete.**';
  const first = `### Coverage\n\n${reviewed} of ${counted(entries.length, 'part')} of the change reviewed. ${state}`;
  if (others.length === 0) return { head: first, rows: [] };
  const head = `${first}\n\n| part | outcome | why |\n|---|---|---|`;
  return { head, rows: [...others].sort(holesFirst).map(renderEntry) };
}

function renderEntry({ path, headStart, headLines, outcome, why }: CoverageEntry): string {
  const end = headStart + headLines - 1;
  const lines = headLines > 1 ? ` lines ${headStart}–${end}` : headLines === 1 ? ` line ${headStart}` : '';
  return `| ${markdownCellCode(path)}${lines} | ${outcome} | ${markdownText(why)} |`;
}

function holesFirst(a: CoverageEntry, b: CoverageEntry): number {
  return Number(isHole(b)) - Number(isHole(a));
}

function isHole({ outcome }: CoverageEntry): boolean {
  return outcome === 'not-reviewed' || outcome === 'too-large' || outcome === 'binary';
}

/** Counts of what is not shown as it came, and the notes. Never cut. */
export function notesSection(outcome: Outcome, annotationsLeftOut: number): Section {
  const { review, policyIsDefault, notes } = outcome;
  const set = [...outcome.audit.findings, ...review.findings].flatMap(({ accepted }) => accepted ?? []);
  const existing = set.filter(({ by }) => by === 'existing').length;
  const accepted = set.length - existing;
  const lines = [
    annotationsLeftOut > 0
      ? `${counted(annotationsLeftOut, 'finding')} found no room among the annotations (GitHub shows 10 of each type) and can be read here only.`
      : '',
    review.relocated > 0
      ? `${counted(review.relocated, 'finding')} of the reviewer named a wrong line and moved to the line that it quotes.`
      : '',
    review.dropped > 0
      ? `${counted(review.dropped, 'finding')} of the reviewer quoted text that is nowhere in the change and ${review.dropped === 1 ? 'was' : 'were'} dropped.`
      : '',
    accepted > 0 ? `${counted(accepted, 'finding')} accepted; not counted in the verdict.` : '',
    existing > 0 ? `${counted(existing, 'finding')} existed at the base; not counted in the verdict.` : '',
    policyIsDefault ? 'The base commit has no policy file, so the safe defaults hold.' : '',
    ...notes,
  ].filter((line) => line !== '');
  const head = lines.length === 0 ? '' : '### Notes\n';
  return { head, rows: lines.map((line) => `- ${markdownText(line)}`), essential: true };
}

/** Tokens, dollars and time, as the provider reported them. */
export function usageSection({ review: { usage, durationMs } }: Outcome): Section {
  if (usage.input + usage.output === 0) return { head: '', rows: [] };
  const cost =
    usage.costUsd > 0
      ? `$${usage.costUsd.toFixed(4)}`
      : 'cost unknown (no price for this model, so dollars are not limited)';
  const tokens = `${counted(usage.input, 'token')} in (${usage.cached.toLocaleString('en-US')} cached), ${counted(usage.output, 'token')} out`;
  const line = `${tokens} · ${cost} · ${(durationMs / 1000).toFixed(1)} s`;
  return { head: `### Usage\n\n${markdownText(line)}`, rows: [], essential: true };
}
