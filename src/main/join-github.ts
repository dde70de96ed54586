import type { ActionsEnv } from '../adapters/actions/actions-log.ts';
import type { GithubApi } from '../adapters/github/github-api.ts';
import { type GithubPublisher, githubPublisher } from '../adapters/github/github-publisher.ts';
import type { EventChange } from '../adapters/github/read-event.ts';
import type { GithubSurface, Wish } from '../adapters/github/surface-result.ts';
import { hash } from '../adapters/hash.ts';
import type { Inputs } from '../inputs.ts';
import { openApi } from './open-api.ts';

export type JoinParts = {
  readonly env: ActionsEnv;
  readonly inputs: Inputs;
  readonly event: EventChange;
  /** Null where GitHub cannot be asked. */
  readonly api: GithubApi | null;
  readonly signal: AbortSignal;
};

/** For taking a check run back after the run was ended: the runner waits 7.5 s before it kills. */
const LATE_MS = 3_000;

/** The check run and the review comments of this event, with the job's own token. */
export function joinGithub({ env, inputs, event, api, signal }: JoinParts): GithubPublisher {
  const token = inputs['github-token'];
  const repository = env['GITHUB_REPOSITORY'] ?? '';
  const wish = (surface: GithubSurface): Wish => {
    if (!inputs.publish.all.includes(surface)) return 'off';
    return inputs.publish.named.includes(surface) ? 'named' : 'auto';
  };
  return githubPublisher({
    api,
    openLate: () =>
      openApi({ env, token, signal: AbortSignal.timeout(LATE_MS), deadline: Date.now() + LATE_MS }),
    token,
    place: { repository, number: event.pull },
    head: event.head,
    baseRef: event.baseRef,
    wishes: { 'check-run': wish('check-run'), 'review-comments': wish('review-comments') },
    // A privileged event has the rights that its workflow names, whoever caused it.
    isStranger: event.fork && !event.privileged,
    summaryUrl: summaryUrlOf(env),
    job: jobOf(env),
    signal,
  });
}

/** The same in every run of one job: the workflow's file, whatever branch it was taken from, and the job's key in it. */
function jobOf(env: ActionsEnv): string {
  const workflow = (env['GITHUB_WORKFLOW_REF'] ?? env['GITHUB_WORKFLOW'] ?? '').replace(/@.*$/su, '');
  return hash(JSON.stringify([workflow, env['GITHUB_JOB'] ?? ''])).slice(0, 16);
}

function summaryUrlOf(env: ActionsEnv): string {
  const [server = '', repository = '', run = ''] = [
    env['GITHUB_SERVER_URL'],
    env['GITHUB_REPOSITORY'],
    env['GITHUB_RUN_ID'],
  ];
  const url = `${server}/${repository}/actions/runs/${run}`;
  return /^https?:\/\/[\w.:-]+\/[\w.-]+\/[\w.-]+\/actions\/runs\/\d+$/u.test(url) ? url : '';
}
