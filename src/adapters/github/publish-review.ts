import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { GateError } from '../../errors.ts';
import { verdictLine } from '../../report/review-body.ts';
import { planReview, type ReviewPlan, type ReviewState } from '../../report/review-comments.ts';
import type { Outcome } from '../../verdict/verdict.ts';
import { type GithubApi, GithubRefusal, type PullPlace } from './github-api.ts';
import { type Posting, postReview, type Taken } from './post-review.ts';
import type { Published } from './published.ts';
import { fillOf, readListed, readOwnComments } from './read-review-state.ts';
import { splitName } from './split-name.ts';

export type ReviewSettings = {
  readonly api: GithubApi;
  readonly place: PullPlace;
  readonly summaryUrl: string;
  /** Which job this is, as markers say. */
  readonly job?: string | null;
  readonly signal: AbortSignal;
  readonly settleMs?: number;
};

/** `login` is who we are; a guess unless `isKnown`. */
export type Identity = { readonly login: string; readonly isKnown: boolean };

export type ReviewPublisher = {
  publish(outcome: Outcome, identity: Identity): Promise<Published>;
  /** Corrects the verdict of a review that this run has posted, with a client that has time left; posts nothing. */
  withdraw(outcome: Outcome, late: GithubApi): Promise<void>;
  /** Whether such a review stands there and says something else. */
  saysOtherwise(outcome: Outcome): boolean;
};

const REVIEW = '/repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}';
const COMMENT = '/repos/{owner}/{repo}/pulls/comments/{comment_id}';

/** Enough to find one comment among thirty that GitHub does not take. */
const MOST_REVIEWS = 14;
/** Comments that one run rewrites or deletes at least; the next run does the rest. */
const LEAST_CHANGES = 15;
/** More of them as long as the run has sent no more requests than this: with all that follows it is sixty. */
const REQUESTS = 36;
/** Looks at the pull request, the one that finds everything in place included. */
const MOST_ROUNDS = 4;
const SETTLE_MS = 3_000;

const Anything = z.unknown();

type Run = Posting & {
  readonly summaryUrl: string;
  readonly job?: string | null;
  /** Findings that the texts of reviews list which GitHub has taken. */
  readonly listed: Set<string>;
  identity: Identity;
  changesLeft: number;
};
type Said = { readonly review: Taken; readonly line: string };

/**
 * Makes the pull request show an outcome once: looks at what is there, does what is missing, and looks again until
 * nothing is. So a request that got no answer, a run that died half way and the reading back are all one thing. What
 * GitHub has taken is waited for and not sent again: its lists may lag behind.
 */
export function reviewPublisher(settings: ReviewSettings): ReviewPublisher {
  let said: Said | null = null;
  const known = { taken: new Set<string>(), listed: new Set<string>() };
  return {
    async publish(outcome, identity) {
      const run: Run = {
        ...settings,
        ...known,
        outcome,
        identity,
        settleMs: settings.settleMs ?? SETTLE_MS,
        refused: new Set(),
        reviewsLeft: MOST_REVIEWS,
        changesLeft: Math.max(LEAST_CHANGES, REQUESTS - settings.api.count()),
      };
      if (said !== null) said = await correct(said, run);
      for (let round = 1; round <= MOST_ROUNDS; round += 1) {
        const now = await look(run);
        const undone = await change(now.shown, run);
        if (now.shown.body === null) return { count: now.shown.kept, leftOut: now.shown.leftOut + undone };
        const first = await send(now, run);
        if (first !== null) said ??= { review: first, line: verdictLine(outcome) };
      }
      throw new GateError(
        'publish-failed',
        'The review comments are not all on the pull request after several attempts.',
      );
    },
    async withdraw(outcome, late) {
      if (said !== null) said = await correct(said, { ...settings, outcome, api: late });
    },
    saysOtherwise: (outcome) => said !== null && said.line !== verdictLine(outcome),
  };
}

/** What this run has said before its outcome got worse must not stand. */
async function correct(
  { review, line }: Said,
  { api, place, outcome }: Pick<Run, 'api' | 'place' | 'outcome'>,
): Promise<Said> {
  const now = verdictLine(outcome);
  if (now === line) return { review, line };
  const body = review.body.replace(line, () => now);
  await api.change('PUT', REVIEW, { ...fillOf(place), review_id: review.id, body }, Anything);
  return { review: { ...review, body }, line: now };
}

/** Sends what GitHub has not taken yet. Null when all of it is, and its lists have to catch up; or without an answer. */
async function send({ plan, isProbe }: Look, run: Run): Promise<Taken | null> {
  const post = plan.post.filter(({ key }) => !run.taken.has(key));
  if (plan.body === null || post.length + plan.newlyListed.length === 0) {
    await sleep(run.settleMs, undefined, { signal: run.signal });
    return null;
  }
  const [first] = await postReview(isProbe ? post.slice(0, 1) : post, plan.body, run);
  if (first === undefined) return null;
  for (const id of plan.newlyListed) run.listed.add(id);
  if (first.login !== null) run.identity = { login: first.login, isKnown: true };
  return first;
}

type Look = { readonly shown: ReviewPlan; readonly plan: ReviewPlan; readonly isProbe: boolean };

/**
 * While it is a guess who we are, and another bot has comments that may be ours, a single comment is posted: GitHub's
 * answer tells the name. Lists of others never count, so that an app whose name is told too late repeats its own; the
 * reviews are read only when there is something that their texts may say already. `shown` goes by what GitHub lists,
 * `plan` also by what it has taken of the texts of reviews.
 */
async function look(run: Run): Promise<Look> {
  const { api, place, identity, refused, summaryUrl, job = null, outcome } = run;
  const { own, hasOthers } = await readOwnComments(api, place, identity.login);
  const isProbe = hasOthers && !identity.isKnown;
  const state: ReviewState = { comments: own, listed: new Set(), refused, summaryUrl, job };
  const first = planReview(outcome, state);
  if (first.newlyListed.length === 0) return { shown: first, plan: first, isProbe };
  const listed = await readListed(api, place, identity.login);
  const shown = planReview(outcome, { ...state, listed });
  const plan = planReview(outcome, { ...state, listed: new Set([...listed, ...run.listed]) });
  return { shown, plan, isProbe };
}

/** Answers how much is left for the next run. What somebody else deleted meanwhile is gone, as it should be. */
async function change({ update, remove }: ReviewPlan, run: Run): Promise<number> {
  const fill = (id: number) => ({ ...splitName(run.place.repository), comment_id: id });
  const all = [
    ...remove.map((id) => () => run.api.change('DELETE', COMMENT, fill(id), Anything)),
    ...update.map(
      ({ id, body }) =>
        () =>
          run.api.change('PATCH', COMMENT, { ...fill(id), body }, Anything),
    ),
  ];
  const now = all.slice(0, run.changesLeft);
  run.changesLeft -= now.length;
  for (const send of now) await unlessGone(send);
  return all.length - now.length;
}

async function unlessGone(send: () => Promise<unknown>): Promise<void> {
  try {
    await send();
  } catch (error) {
    if (!(error instanceof GithubRefusal && error.status === 404)) throw error;
  }
}
