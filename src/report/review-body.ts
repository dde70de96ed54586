import { blockingFindings } from '../verdict/decide.ts';
import type { Finding } from '../verdict/finding.ts';
import type { Outcome, Verdict } from '../verdict/verdict.ts';
import { cut } from './cut.ts';
import { markdownCode, markdownText } from './escape/markdown.ts';
import { counted, findingsOf, linesIn, makerOf } from './place.ts';
import { renderListed } from './review-marker.ts';

const SIGNS: Readonly<Record<Verdict, string>> = { pass: '✅', block: '⛔', inconclusive: '⚠️' };

export type ReviewBodyParts = {
  readonly outcome: Outcome;
  /** Findings that stand on no line of the diff. */
  readonly list: readonly Finding[];
  readonly leftOut: number;
  readonly url: string;
};

/** The text above the comments of one review: the verdict in one line, and what has no line to stand on. */
export function reviewBody({ outcome, list, leftOut, url }: ReviewBodyParts): string {
  const parts = [
    verdictLine(outcome),
    list.length === 0 ? '' : `Not on a line of this diff:\n\n${list.map(renderItem).join('\n')}`,
    leftOut === 0 ? '' : `${counted(leftOut, 'more place')} with findings found no room here.`,
    `All findings, and how to fix them: ${url === '' ? 'the job summary' : `[the job summary](${url})`}.`,
    renderListed(list.map(({ id }) => id)),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** Also the whole text of a review that only brings more comments. */
export function verdictLine(outcome: Outcome): string {
  const { verdict, range, failOn } = outcome;
  const open = findingsOf(outcome).filter(({ accepted }) => accepted === undefined);
  const blocking = blockingFindings(open, failOn).length;
  const commit = range === null ? '' : ` for ${markdownCode(range.head.slice(0, 12))}`;
  const counts = `${counted(open.length, 'finding')}, ${blocking} at or over the threshold (fail-on: ${failOn})`;
  return `${SIGNS[verdict]} **Review gate: ${verdict}**${commit}. ${counts}.`;
}

function renderItem(finding: Finding): string {
  const { severity, path, title } = finding;
  const place = `${markdownCode(cut(path, 400))}${linesIn(finding)}`;
  return `- **${severity}** ${place}: ${markdownText(cut(title, 300))} (${markdownText(cut(makerOf(finding), 80))})`;
}
