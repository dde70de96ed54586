import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { GateError } from '../../errors.ts';
import { CHECK_RUN_NAME, type CheckRunPlan, planCheckRun } from '../../report/check-run.ts';
import type { Outcome } from '../../verdict/verdict.ts';
import { type GithubApi, GithubRefusal } from './github-api.ts';
import type { Published } from './published.ts';
import { splitName } from './split-name.ts';

const CheckRun = z.object({
  id: z.int(),
  external_id: z.string().nullable(),
  conclusion: z.string().nullable(),
  app: z.object({ slug: z.string().optional() }).nullable(),
  output: z.object({ annotations_count: z.int() }),
});
type CheckRun = z.infer<typeof CheckRun>;
const CheckRuns = z.object({ check_runs: z.array(CheckRun) });

export type CheckRunSettings = {
  readonly api: GithubApi;
  readonly repository: string;
  readonly head: string;
  /** Random and of this run alone: by it a check run is found again whose creation got no answer. */
  readonly externalId: string;
  /** Ends the waiting between two looks. */
  readonly signal: AbortSignal;
  readonly settleMs?: number;
};

export type CheckRunPublisher = {
  /** The second time it changes the check run that the first time made. */
  publish(outcome: Outcome): Promise<Published>;
  /** Whether a check run of ours may stand there that says `success`, the last request unanswered or not. */
  mayBeGreen(): boolean;
  /** Takes such a `success` back, with a client that has time left, and creates nothing. */
  withdraw(outcome: Outcome, late: GithubApi): Promise<Published>;
  /** The app that the token belongs to, by GitHub's word; null until a check run was made. */
  slug(): string | null;
};

const RUNS = '/repos/{owner}/{repo}/check-runs';
const RUN = '/repos/{owner}/{repo}/check-runs/{check_run_id}';
const OF_COMMIT = '/repos/{owner}/{repo}/commits/{ref}/check-runs';
/** Milliseconds: a request that was cut off may still be at work on the server. */
const SETTLE_MS = 700;
/** Times that a check run is read which does not show all of what was written yet. */
const MOST_LOOKS = 4;
/** GitHub takes no more annotations in one request. */
const PER_REQUEST = 50;

export function checkRunPublisher(settings: CheckRunSettings): CheckRunPublisher {
  const { api, repository, signal, settleMs = SETTLE_MS } = settings;
  const names = splitName(repository);
  let made: CheckRun | null = null;
  let mayExist = false;
  let mayBeGreen = false;

  async function publish(outcome: Outcome): Promise<Published> {
    const plan = planCheckRun(outcome);
    if (made === null && mayExist) made = await find(settings, api);
    const isFirst = made === null;
    mayExist = true;
    mayBeGreen ||= plan.conclusion === 'success';
    made = made === null ? await create(plan, settings) : await conclude(made.id, plan, api);
    mayBeGreen = made.conclusion === 'success';
    const { id } = made;
    if (isFirst) await appendAll(id, plan);
    const missing = await missingOf(id, plan, isFirst);
    if (missing !== null) throw lost(missing);
    return { count: 1 + plan.annotations.length, leftOut: plan.leftOut };
  }

  async function withdraw(outcome: Outcome, late: GithubApi): Promise<Published> {
    made ??= await find(settings, late);
    if (made === null) {
      await sleep(settleMs);
      made = await find(settings, late);
    }
    if (made === null) return { count: 0, leftOut: 0 };
    made = await conclude(made.id, planCheckRun(outcome), late);
    mayBeGreen = made.conclusion === 'success';
    return { count: 1, leftOut: 0 };
  }

  /** What GitHub does not show of what was written, in our words; it may take a moment until it shows all. */
  async function missingOf(id: number, plan: CheckRunPlan, isFirst: boolean): Promise<string | null> {
    for (let look = 1; ; look += 1) {
      const missing = await lookFor(id, plan, isFirst);
      if (missing === null || look === MOST_LOOKS) return missing;
      await sleep(settleMs, undefined, { signal });
    }
  }

  async function lookFor(id: number, plan: CheckRunPlan, isFirst: boolean): Promise<string | null> {
    const seen = await orAbsent(api.read(RUN, { ...names, check_run_id: id }, CheckRun));
    if (seen === null) return 'it cannot be found';
    if (seen.conclusion !== plan.conclusion) return 'it has another conclusion';
    const isWhole = !isFirst || seen.output.annotations_count >= plan.annotations.length;
    return isWhole ? null : 'some of its annotations are missing';
  }

  function conclude(id: number, { conclusion, ...plan }: CheckRunPlan, client: GithubApi): Promise<CheckRun> {
    return client.change(
      'PATCH',
      RUN,
      { ...names, check_run_id: id, conclusion, output: textsOf(plan) },
      CheckRun,
    );
  }

  async function appendAll(id: number, plan: CheckRunPlan): Promise<void> {
    for (let at = PER_REQUEST; at < plan.annotations.length; at += PER_REQUEST) {
      const output = { ...textsOf(plan), annotations: plan.annotations.slice(at, at + PER_REQUEST) };
      const fill = { ...names, check_run_id: id, output };
      await onceMore(
        () => api.append(RUN, fill, CheckRun),
        async () => {
          const run = await api.read(RUN, { ...names, check_run_id: id }, CheckRun);
          return run.output.annotations_count > at ? run : null;
        },
      );
    }
  }

  return { publish, withdraw, mayBeGreen: () => mayBeGreen, slug: () => made?.app?.slug ?? null };
}

/** With its last word from the beginning: nothing of ours is ever seen as running. */
function create(plan: CheckRunPlan, settings: CheckRunSettings): Promise<CheckRun> {
  const { api, repository, head, externalId } = settings;
  const names = splitName(repository);
  const fill = {
    ...names,
    name: CHECK_RUN_NAME,
    head_sha: head,
    external_id: externalId,
    status: 'completed',
    conclusion: plan.conclusion,
    output: { ...textsOf(plan), annotations: plan.annotations.slice(0, PER_REQUEST) },
  };
  return onceMore(
    () => api.create(RUNS, fill, CheckRun),
    () => find(settings, api),
  );
}

/** The check run of this run, when a creation without an answer took effect all the same. */
async function find(
  { repository, head, externalId }: CheckRunSettings,
  api: GithubApi,
): Promise<CheckRun | null> {
  const names = splitName(repository);
  const query = { ...names, ref: head, check_name: CHECK_RUN_NAME, filter: 'all', per_page: 100 };
  const { check_runs: runs } = await api.read(OF_COMMIT, query, CheckRuns);
  return runs.find(({ external_id: id }) => id === externalId) ?? null;
}

/** After an unclear answer it is looked up whether the request took effect, and only if not it is sent again, once. */
async function onceMore(
  send: () => Promise<CheckRun>,
  look: () => Promise<CheckRun | null>,
): Promise<CheckRun> {
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof GithubRefusal) || (error.status > 0 && error.status < 500)) throw error;
    return (await look()) ?? (await send());
  }
}

async function orAbsent<T>(told: Promise<T>): Promise<T | null> {
  try {
    return await told;
  } catch (error) {
    if (error instanceof GithubRefusal && error.status === 404) return null;
    throw error;
  }
}

function textsOf({ title, summary, text }: Pick<CheckRunPlan, 'title' | 'summary' | 'text'>) {
  return { title, summary, text };
}

function lost(why: string): GateError {
  return new GateError('publish-failed', `The check run is not what was written (${why}).`);
}
