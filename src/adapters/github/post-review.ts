import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { verdictLine } from '../../report/review-body.ts';
import type { NewComment } from '../../report/review-comments.ts';
import type { Outcome } from '../../verdict/verdict.ts';
import { type GithubApi, GithubRefusal, type PullPlace } from './github-api.ts';
import { Author, fillOf } from './read-review-state.ts';

export type Posting = {
  readonly api: GithubApi;
  readonly place: PullPlace;
  readonly outcome: Outcome;
  readonly signal: AbortSignal;
  /** Before it is looked up what became of a request without an answer; a server may still be at it. */
  readonly settleMs: number;
  /** Keys of comments that GitHub does not take. */
  readonly refused: Set<string>;
  /** Keys of comments that GitHub has taken, whatever it lists by now: they are never sent again. */
  readonly taken: Set<string>;
  /** Reviews that may still be sent. */
  reviewsLeft: number;
};

/** A review that was taken; `login` is who we are, by GitHub's word. */
export type Taken = { readonly id: number; readonly body: string; readonly login: string | null };

const REVIEWS = '/repos/{owner}/{repo}/pulls/{pull_number}/reviews';
/** A review with more comments is refused, or posted and answered with 502. */
const PER_REVIEW = 30;

const Created = z.object({ id: z.int(), user: Author });

/**
 * Comments in as few reviews as GitHub takes. The verdict and the list stand in the first that is taken; none of it is
 * said twice. Of a review that is refused, the comments at fault are found by halving; a request without an answer
 * ends it, for somebody must look first.
 */
export async function postReview(
  comments: readonly NewComment[],
  body: string,
  posting: Posting,
): Promise<readonly Taken[]> {
  const batches: (readonly NewComment[])[] = comments.length === 0 ? [[]] : [];
  for (let at = 0; at < comments.length; at += PER_REVIEW) batches.push(comments.slice(at, at + PER_REVIEW));
  const all: Taken[] = [];
  for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
    const result = await postOne(batch, all.length === 0 ? body : verdictLine(posting.outcome), posting);
    if (result === 'unclear') return all;
    if (result !== 'refused') all.push(result);
    else if (batch.length > 1 && posting.reviewsLeft > 0) batches.unshift(...halves(batch));
    else for (const { key } of batch) posting.refused.add(key);
  }
  return all;
}

function halves(batch: readonly NewComment[]): readonly (readonly NewComment[])[] {
  const middle = Math.ceil(batch.length / 2);
  return [batch.slice(0, middle), batch.slice(middle)];
}

/** One review, all or nothing: GitHub does not say which of the comments it does not take. */
async function postOne(
  batch: readonly NewComment[],
  body: string,
  posting: Posting,
): Promise<Taken | 'refused' | 'unclear'> {
  const { api, place, outcome } = posting;
  if (batch.length > 0 && posting.reviewsLeft <= 0) return 'refused';
  posting.reviewsLeft -= 1;
  const comments = batch.map(asComment);
  const fill = { ...fillOf(place), commit_id: outcome.range?.head, event: 'COMMENT', body, comments };
  try {
    const { id, user } = await api.create(REVIEWS, fill, Created);
    for (const { key } of batch) posting.taken.add(key);
    return { id, body, login: user?.type === 'Bot' ? user.login : null };
  } catch (error) {
    return whatNow(error, batch.length > 0, posting);
  }
}

async function whatNow(
  error: unknown,
  hasComments: boolean,
  posting: Posting,
): Promise<'refused' | 'unclear'> {
  if (!(error instanceof GithubRefusal)) throw error;
  if (error.status === 422 && hasComments) return 'refused';
  if (error.status > 0 && error.status < 500) throw error;
  await sleep(posting.settleMs, undefined, { signal: posting.signal });
  return 'unclear';
}

/** A start that is the end is refused. */
function asComment({ place: { path, side, line, startLine }, body }: NewComment) {
  const range = startLine === null ? {} : { start_line: startLine, start_side: side };
  return { path, side, line, ...range, body };
}
