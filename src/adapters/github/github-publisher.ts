import { randomUUID } from 'node:crypto';
import { type Code, type Reason, reasonOf } from '../../errors.ts';
import { withhold } from '../../verdict/decide.ts';
import type { Outcome } from '../../verdict/verdict.ts';
import type { GithubApi, PullPlace } from './github-api.ts';
import { lookAtPull, type Seen } from './look-at-pull.ts';
import { checkRunPublisher } from './publish-check-run.ts';
import { reviewPublisher } from './publish-review.ts';
import type { Published } from './published.ts';
import { explainFailure, type GithubSurface, type SurfaceResult, type Wish } from './surface-result.ts';

export type GithubSettings = {
  /** Null without an address or without a token. */
  readonly api: GithubApi | null;
  readonly token: string;
  readonly place: PullPlace;
  /** The commit that the event pins. */
  readonly head: string;
  /** The base branch that it names; null when it names none. */
  readonly baseRef: string | null;
  readonly wishes: Readonly<Record<GithubSurface, Wish>>;
  /** A fork's own run, whose token only reads: nobody can grant more to what a stranger sent. */
  readonly isStranger: boolean;
  /** Where the job summary can be read; empty when that is not known. */
  readonly summaryUrl: string;
  /** Which job of which workflow this is, so that two of them leave the comments of each other alone; null for any. */
  readonly job?: string | null;
  /** Aborts when the run is to end; its reason is the GateError to report. */
  readonly signal: AbortSignal;
  /** A client that outlives `signal` by some moments, to take back what is not true any more. */
  readonly openLate?: () => GithubApi;
  readonly settleMs?: number;
};

/** The surfaces that need GitHub's API. Never throws; a second publication changes what the first one wrote. */
export type GithubPublisher = { publish(outcome: Outcome): Promise<readonly SurfaceResult[]> };

/** The app of the job's own token. */
const JOB_APP = 'github-actions[bot]';
/** Tokens that belong to a person, whose own comments nobody could tell from ours. */
const OF_PERSON = /^(?:(?:ghp|gho|ghu|github_pat)_|[0-9a-f]{40}$)/u;

export function githubPublisher(settings: GithubSettings): GithubPublisher {
  const { api, place, wishes, signal, token } = settings;
  const checkRuns =
    api === null
      ? null
      : checkRunPublisher({ ...settings, api, repository: place.repository, externalId: randomUUID() });
  const reviews = api === null ? null : reviewPublisher({ ...settings, api });

  async function attempt(
    surface: GithubSurface,
    outcome: Outcome,
    excuse: Excuse | null,
    put: () => Promise<Published>,
  ): Promise<readonly SurfaceResult[]> {
    const wish = wishes[surface];
    if (wish === 'off') return [];
    if (signal.aborted) return [{ ...skipped(surface, ENDED), failure: endedNow(outcome) }];
    if (excuse?.isFault === true) return [unfit(surface, wish, excuse.why)];
    if (excuse !== null)
      return [{ ...skipped(surface, excuse.why), note: wish === 'named' ? excuse.why : '' }];
    if (api === null) return [unfit(surface, wish, NO_API)];
    try {
      return [done(surface, await put())];
    } catch (error) {
      // Whatever it was that did not get through: the run was told to end, and is no pass.
      const explained = explainFailure(error, surface, settings);
      return [signal.aborted ? { ...explained, failure: endedNow(outcome) } : explained];
    }
  }

  /** A run that was ended writes nothing more, but what it has said and is not true any more must not stay. */
  async function takeBack(outcome: Outcome): Promise<readonly SurfaceResult[] | null> {
    const isGreen = checkRuns?.mayBeGreen() === true;
    const isSaid = reviews?.saysOtherwise(outcome) === true;
    if (!signal.aborted || outcome.verdict === 'pass' || !(isGreen || isSaid)) return null;
    const late = settings.openLate?.() ?? null;
    if (late === null) return null;
    const results = isGreen ? await withdraw(outcome, late) : null;
    // Nobody gates on the text above the comments, so that nothing more depends on it.
    if (isSaid) await reviews.withdraw(outcome, late).catch(() => undefined);
    return results;
  }

  async function withdraw(outcome: Outcome, late: GithubApi): Promise<readonly SurfaceResult[] | null> {
    if (checkRuns === null) return null;
    try {
      return [done('check-run', await checkRuns.withdraw(outcome, late))];
    } catch (error) {
      return [{ ...explainFailure(error, 'check-run', settings), failure: endedNow(outcome) }];
    }
  }

  /** Null for an outcome that knows. */
  function endedNow({ reasons }: Outcome): Reason | null {
    const reason = reasonOf(signal.reason);
    return reasons.some(({ code }) => code === reason.code) ? null : reason;
  }

  async function publishAll(told: Outcome): Promise<readonly SurfaceResult[]> {
    const before = await look(told);
    const outcome = before.moved === null ? told : withhold(told, [before.moved]);
    const checks =
      (await takeBack(outcome)) ??
      (await attempt('check-run', outcome, null, async () => checkRuns?.publish(outcome) ?? NOTHING));
    // What went on meanwhile took its time, in vain or not, and comments would stand beside lines that nobody judged.
    const mayBeLate =
      wishes['review-comments'] !== 'off' && checks.some((check) => check.outcome !== 'skipped');
    const seen = mayBeLate && before.moved === null ? await look(outcome) : before;
    return [...checks, ...(await comment(outcome, seen))];
  }

  async function comment(outcome: Outcome, { moved, error }: Seen): Promise<readonly SurfaceResult[]> {
    if (moved !== null) return [{ ...skipped('review-comments', moved.message), failure: moved }];
    const slug = checkRuns?.slug() ?? null;
    const identity = { login: slug === null ? JOB_APP : `${slug}[bot]`, isKnown: slug !== null };
    const excuse = excuseFor(outcome, place, token);
    return attempt('review-comments', outcome, excuse, async () => {
      if (error !== null) throw error;
      return reviews?.publish(outcome, identity) ?? NOTHING;
    });
  }

  /** Before anything is written. Once it is known that the pull request moved, nobody asks again. */
  async function look({ range, reasons }: Outcome): Promise<Seen> {
    if (api === null || place.number === null || range === null || signal.aborted) return UNSEEN;
    if (reasons.some(({ code }) => MOVED.has(code))) return UNSEEN;
    return lookAtPull(api, place, { head: range.head, baseRef: settings.baseRef });
  }

  let last: Promise<unknown> = Promise.resolve();
  return {
    publish(outcome) {
      // One after the other: a run that is ended publishes again while its first publication may still be at work.
      const next = last.then(() => publishAll(outcome));
      last = next.catch(() => undefined);
      return next;
    },
  };
}

const UNSEEN: Seen = { moved: null, error: null };
const MOVED: ReadonlySet<Code> = new Set<Code>(['head-moved', 'base-changed']);
const NOTHING: Published = { count: 0, leftOut: 0 };
const ENDED = 'The run was ended before this could be written.';
const NO_API =
  'GITHUB_API_URL or the input "github-token" is empty, so that GitHub cannot be asked for a check run or comments.';

/** `isFault`: the workflow could have done otherwise. */
type Excuse = { readonly why: string; readonly isFault: boolean };

/** Why no comment can be made, where no permission would help. */
function excuseFor({ range, reasons }: Outcome, place: PullPlace, token: string): Excuse | null {
  const fated = (why: string) => ({ why, isFault: false });
  if (place.number === null)
    return fated('The event is about no pull request, so that there is nothing to comment on.');
  if (range === null) return fated('The change was not read, so that there is nothing to comment on.');
  if (reasons.some(({ code }: Reason) => MOVED.has(code)))
    return fated('The head moved or has another base, so that its lines are not those that were judged.');
  return OF_PERSON.test(token) ? { why: PERSON, isFault: true } : null;
}

const PERSON =
  'The token belongs to a person, whose own comments cannot be told from those of the gate; use the token of the job or of an app.';

function skipped(surface: GithubSurface, why: string): SurfaceResult {
  return { surface, outcome: 'skipped', count: 0, why, note: '', failure: null };
}

/** What the workflow gives does not do: that costs the pass only where the surface was asked for by name. */
function unfit(surface: GithubSurface, wish: Wish, why: string): SurfaceResult {
  if (wish !== 'named') return skipped(surface, why);
  const failure = { code: 'publish-failed', message: why } as const;
  return { ...skipped(surface, why), outcome: 'failed', failure };
}

function done(surface: GithubSurface, { count, leftOut }: Published): SurfaceResult {
  const many = `${leftOut} place${leftOut === 1 ? '' : 's'} with findings`;
  const note =
    surface === 'review-comments' && leftOut > 0 ? `${many} found no room among the review comments.` : '';
  return { surface, outcome: 'published', count, note, failure: null };
}
