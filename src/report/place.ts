import { type Accepted, bySeverity, type Finding } from '../verdict/finding.ts';
import type { Outcome } from '../verdict/verdict.ts';

/** Every finding of both legs, worst first: the order of all that is printed or capped. */
export function findingsOf({ audit, review }: Outcome): readonly Finding[] {
  return [...audit.findings, ...review.findings].sort(bySeverity);
}

/** Where in its file a finding is, in words: ` line 3`, ` lines 3–5`, empty for the file as a whole. */
export function linesIn({ startLine, endLine, side }: Finding): string {
  if (startLine < 1) return side === 'base' ? ' (removed)' : '';
  const lines = endLine > startLine ? `lines ${startLine}–${endLine}` : `line ${startLine}`;
  return side === 'base' ? ` removed ${lines}` : ` ${lines}`;
}

/** `:3` or `:3-5` behind a path, as terminals and editors understand it; removed lines have no such place. */
export function suffixOf({ startLine, endLine, side }: Finding): string {
  if (startLine < 1 || side === 'base') return '';
  return endLine > startLine ? `:${startLine}-${endLine}` : `:${startLine}`;
}

/** What made the finding: the rule's id, or the reviewer. */
export function makerOf({ source, rule, category }: Finding): string {
  return source === 'rule' ? rule : `reviewer, ${category}`;
}

/** Why a finding does not count, and by whose word; every text is foreign. */
export function acceptedText(accepted: Accepted): string {
  if (accepted.by !== 'maintainer') return accepted.reason;
  return `by ${accepted.who} at ${accepted.commit.slice(0, 12)}: ${accepted.reason}`;
}

/** The same behind its word: what the base has already was accepted by nobody. */
export function statedText(accepted: Accepted): string {
  return `${accepted.by === 'existing' ? 'existing' : 'accepted'}: ${acceptedText(accepted)}`;
}

/** The review's verdict for people: `off` where nobody asked for a review, so that nothing passes for one. */
export function reviewWord({ review }: Outcome): string {
  return isReviewOff(review) ? 'off' : review.verdict;
}

/** Whether only the audit was asked for. */
export function isReviewOff({ reasons }: Outcome['review']): boolean {
  return reasons.some(({ code }) => code === 'review-off');
}

/** `1 finding`, `2 findings`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}
