import { blockingFindings } from '../verdict/decide.ts';
import type { FailOn, Finding } from '../verdict/finding.ts';
import type { LineEntry } from './by-line.ts';
import type { CommentPlace } from './comment-place.ts';
import { cut } from './cut.ts';
import { markdownCode, markdownLines, markdownText } from './escape/markdown.ts';
import { makerOf } from './place.ts';
import { renderMarker } from './review-marker.ts';
import { suggestionBlock } from './suggestion.ts';

/** UTF-16 units before escaping, which can make ten of one. */
const PROSE_UNITS = 2_000;
/** GitHub takes 65,536 characters. */
const MOST_UNITS = 60_000;
/** Findings of one line that are told in full. */
const MOST_OTHERS = 8;

export type CommentTerms = {
  readonly place: CommentPlace | null;
  readonly failOn: FailOn;
  /** Which job makes the comment, as its marker says. */
  readonly job?: string | null;
};

/** One review comment. It names no line and no commit: those move, and the text is the same on the next push. */
export function commentBody(
  { lead, others }: LineEntry,
  { place, failOn, job = null }: CommentTerms,
): string {
  const told = others.slice(0, MOST_OTHERS);
  const rest = others.length - told.length;
  const parts = [
    headOf(lead, failOn),
    proseOf(lead),
    suggestionBlock(lead, place),
    ...told.map((other) => `${headOf(other, failOn)}\n\n${proseOf(other)}`),
    rest > 0 ? `And ${rest} more on this line; the job summary has all of them.` : '',
  ];
  const ids = [lead, ...others].slice(0, MOST_IDS).map(({ id }) => id);
  const marker = renderMarker({ source: lead.source, job, ids });
  const text = parts.filter((part) => part !== '').join('\n\n');
  return `${text.length > MOST_UNITS ? shortText(lead, failOn) : text}\n\n${marker}`;
}

const MOST_IDS = 100;

function headOf(finding: Finding, failOn: FailOn): string {
  const blocks = blockingFindings([finding], failOn).length > 0 ? ', blocks' : '';
  return `**${finding.severity}${blocks}: ${markdownText(cut(finding.title, 300))}**`;
}

function proseOf(finding: Finding): string {
  const { message, remedy, confidence, id } = finding;
  const fix = remedy === undefined ? '' : `**How to fix it**\n\n${prose(remedy)}`;
  const sign = `${markdownText(cut(makerOf(finding), 80))} · confidence ${confidence} · ${markdownCode(id)}`;
  return [prose(message), fix, sign].filter((part) => part !== '').join('\n\n');
}

function prose(text: string): string {
  return markdownLines(cut(text, PROSE_UNITS), '> ');
}

function shortText(lead: Finding, failOn: FailOn): string {
  return `${headOf(lead, failOn)}\n\nThe text is too long for a comment; the job summary has it.`;
}
