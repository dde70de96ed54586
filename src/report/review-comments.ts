import { verdictOf } from '../verdict/decide.ts';
import type { Finding } from '../verdict/finding.ts';
import type { AuditResult, Outcome, ReviewResult } from '../verdict/verdict.ts';
import { byLine, type LineEntry } from './by-line.ts';
import { commentBody } from './comment-body.ts';
import { type CommentPlace, hunksByPath, placeComment } from './comment-place.ts';
import { matchComments } from './match-comments.ts';
import { findingsOf } from './place.ts';
import { reviewBody } from './review-body.ts';
import type { Marker } from './review-marker.ts';

/** A comment that an earlier run (or this one) has left on the pull request. */
export type OwnComment = {
  readonly id: number;
  readonly body: string;
  readonly marker: Marker;
  readonly path: string;
  /** In the present head; null when its lines are gone. */
  readonly line: number | null;
  /** Others have replied to it: it is theirs as well. */
  readonly isAnswered: boolean;
};

/** What is known of the pull request. */
export type ReviewState = {
  readonly comments: readonly OwnComment[];
  /** Findings that the texts of earlier reviews of ours list. */
  readonly listed: ReadonlySet<string>;
  /** Keys of comments that GitHub did not take. */
  readonly refused: ReadonlySet<string>;
  /** Where the job summary can be read; empty when that is not known. */
  readonly summaryUrl: string;
  /** Which job this is: another one rewrites and deletes its own comments. Absent or null for the only one. */
  readonly job?: string | null;
};

export type NewComment = { readonly key: string; readonly place: CommentPlace; readonly body: string };

export type ReviewPlan = {
  readonly post: readonly NewComment[];
  readonly update: readonly { readonly id: number; readonly body: string }[];
  readonly remove: readonly number[];
  /** Findings that have a comment already. */
  readonly kept: number;
  /** Text of the review; null when there is nothing new to say. */
  readonly body: string | null;
  /** The findings that it lists for the first time, by their ids. */
  readonly newlyListed: readonly string[];
  /** Lines with findings for which there is no room among the comments. */
  readonly leftOut: number;
};

/** Inline comments on one pull request: what comes after the worst is in the summary. */
export const MOST_COMMENTS = 50;
/** Findings without a line that the text of a review lists. */
const MOST_LISTED = 20;

/** What there is to do so that the pull request shows this outcome once; nothing when it does already. */
export function planReview(outcome: Outcome, state: ReviewState): ReviewPlan {
  const { failOn } = outcome;
  const { job = null } = state;
  const isMine = ({ marker }: OwnComment) => marker.job === null || marker.job === job;
  const hunks = hunksByPath(outcome);
  const open = findingsOf(outcome).filter(({ accepted }) => accepted === undefined);
  const entries = byLine(open).map((entry) => ({ ...entry, place: placeComment(entry.lead, hunks) }));
  const { matched, spare } = matchComments(entries, state.comments);
  const onLine = entries.flatMap((entry) => {
    const key = keyOf(entry);
    const { place } = entry;
    return place === null || state.refused.has(key) ? [] : [{ entry, place, key }];
  });
  const placed = new Set<LineEntry>(onLine.map(({ entry }) => entry));
  const worst = onLine.slice(0, MOST_COMMENTS);
  const post = worst
    .filter(({ entry }) => !matched.has(entry))
    .map(({ entry, place, key }) => ({ key, place, body: commentBody(entry, { place, failOn, job }) }));
  const lineless = entries.filter((entry) => !placed.has(entry) && !matched.has(entry));
  const list = lineless.slice(0, MOST_LISTED).filter(({ lead }) => !state.listed.has(lead.id));
  const leftOut = onLine.slice(MOST_COMMENTS).filter(({ entry }) => !matched.has(entry)).length;
  const unlisted = Math.max(0, lineless.length - MOST_LISTED);
  const hasNews = post.length > 0 || list.length > 0;
  const parts = {
    outcome,
    list: list.map(({ lead }) => lead),
    leftOut: leftOut + unlisted,
    url: state.summaryUrl,
  };
  return {
    post,
    update: [...matched].flatMap(([entry, comment]) =>
      isMine(comment) ? updateOf(commentBody(entry, { place: entry.place, failOn, job }), comment) : [],
    ),
    remove: spare.filter((comment) => isMine(comment) && isOver(comment, open, outcome)).map(({ id }) => id),
    kept: matched.size,
    body: hasNews ? reviewBody(parts) : null,
    newlyListed: list.map(({ lead }) => lead.id),
    leftOut: leftOut + unlisted,
  };
}

function keyOf({ lead }: LineEntry): string {
  return JSON.stringify([lead.id, lead.path, lead.side, lead.startLine]);
}

/** The server may keep other line ends than we sent. */
function updateOf(body: string, { id, body: present, isAnswered }: OwnComment) {
  const isSame = present.replaceAll('\r\n', '\n').trim() === body.trim();
  return isAnswered || isSame ? [] : [{ id, body }];
}

/**
 * Whether a comment that shows no finding of its own may go: it says what another one says, or its finding is fixed.
 * Nothing is fixed by a leg that did not come to its end.
 */
function isOver({ isAnswered, marker }: OwnComment, open: readonly Finding[], outcome: Outcome): boolean {
  if (isAnswered) return false;
  const isRepeated = open.some(({ id }) => marker.ids.includes(id));
  return isRepeated || isComplete(marker.source === 'rule' ? outcome.audit : outcome.review);
}

function isComplete({ verdict, reasons }: AuditResult | ReviewResult): boolean {
  const others = reasons.filter(({ code }) => code !== 'finding-at-threshold');
  if (others.some(({ code }) => code === 'review-off')) return false;
  return verdict !== 'inconclusive' && verdictOf(others) === 'pass';
}
