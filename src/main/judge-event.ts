import type { ActionsEnv } from '../adapters/actions/actions-log.ts';
import type { GitSource } from '../adapters/git/git-repository.ts';
import type { EventChange } from '../adapters/github/event-change.ts';
import { progressLine } from '../adapters/output/progress.ts';
import type { Redact } from '../adapters/output/redact.ts';
import { proxiesOf } from '../adapters/proxies-of.ts';
import { stopSignals } from '../adapters/stop-signals.ts';
import type { Inputs } from '../inputs.ts';
import type { Outcome } from '../verdict/verdict.ts';
import { runGate } from '../wire.ts';
import type { Desk } from './desk.ts';
import { eventOf } from './event-of.ts';
import { joinGithub } from './join-github.ts';
import { modelKey } from './model-key.ts';
import { mayAsk, openApi } from './open-api.ts';
import { openContest } from './open-contest.ts';
import type { Place } from './place.ts';
import { refusalOf, refuseOwnAuthority, refuseWithoutSandbox } from './refusal.ts';
import { surroundingNotes } from './surrounding-notes.ts';

export type ActionParts = {
  readonly env: ActionsEnv;
  readonly inputs: Inputs;
  readonly place: Place;
  readonly desk: Desk;
  readonly redact: Redact;
};

/** The last milliseconds of a run, in which GitHub is not asked: a server that hangs costs its surfaces, not the verdict. */
const REST_MS = 20_000;

/** How long the API is asked: to the end but for a rest, in which all else is written. */
function askingMs(minutes: number): number {
  return minutes * 60_000 - Math.min(REST_MS, minutes * 6_000);
}

/** Minutes for the whole run; action.yml has the same default. */
const MINUTES = 15;

/** Judges the change that the event of this workflow run names. Throws GateError when there is nothing to judge. */
export async function judgeEvent({ env, inputs, place, desk, redact }: ActionParts): Promise<Outcome> {
  const minutes = inputs['timeout-minutes'] ?? MINUTES;
  const deadline = Date.now() + askingMs(minutes);
  const stop = stopSignals(minutes);
  try {
    const token = inputs['github-token'];
    const github = openApi({ env, token, signal: stop.signal, deadline });
    const event = await eventOf(env, github, stop.signal);
    const api = mayAsk(env, token) ? github : null;
    desk.join(joinGithub({ env, inputs, event, api, signal: stop.signal }));
    refuseWithoutSandbox(inputs, event);
    refuseOwnAuthority(inputs, workspaceOf(env));
    const contest = await openContest({ env, api, pull: event.pull });
    return await runGate({
      inputs,
      source: sourceOf(env, inputs, event),
      base: event.base ?? `refs/heads/${event.baseRef}`,
      head: event.head,
      againstNothing: false,
      policyBytes: null,
      apiKey: modelKey(inputs),
      refusal: refusalOf(inputs, event),
      publisher: desk.publisher,
      trail: place.trail,
      progress: progressLine({ redact, fd: 1 }),
      ...(contest === null ? {} : { contest }),
      notes: surroundingNotes(env, event),
      signal: stop.signal,
      state: place.state,
    });
  } finally {
    stop.dispose();
  }
}

/**
 * The checkout of the workspace, if there is one; what it lacks is fetched from this server's repository, with the
 * token that the workflow gave us. Neither address comes from the repository's own configuration.
 */
function sourceOf(env: ActionsEnv, inputs: Inputs, { headRef }: EventChange): GitSource {
  const server = env['GITHUB_SERVER_URL'] ?? '';
  const name = env['GITHUB_REPOSITORY'] ?? '';
  const token = inputs['github-token'];
  return {
    directory: workspaceOf(env),
    mayBeAbsent: true,
    ...(server === '' || name === ''
      ? {}
      : { fetch: { url: `${server}/${name}`, proxies: proxiesOf(env), ...(token === '' ? {} : { token }) } }),
    ...(headRef === null ? {} : { headName: headRef }),
  };
}

function workspaceOf(env: ActionsEnv): string {
  return env['GITHUB_WORKSPACE'] || process.cwd();
}
