import type { ActionsEnv } from '../adapters/actions/actions-log.ts';
import type { EventChange } from '../adapters/github/event-change.ts';
import { openGithubApi } from '../adapters/github/open-github-api.ts';
import { readEvent } from '../adapters/github/read-event.ts';
import { VERSION } from '../cli/version.ts';
import type { Inputs } from '../inputs.ts';

/** Milliseconds for what the API has to say about the event; the review needs the rest of the run's time. */
const API_MS = 60_000;

/** What this workflow run is to judge. Throws GateError; the signal's reason when the run is over before it is known. */
export async function eventOf(env: ActionsEnv, inputs: Inputs, signal: AbortSignal): Promise<EventChange> {
  const source = {
    name: env['GITHUB_EVENT_NAME'] ?? '',
    path: env['GITHUB_EVENT_PATH'] ?? '',
    sha: env['GITHUB_SHA'] ?? '',
    openApi: () =>
      openGithubApi({
        url: env['GITHUB_API_URL'] || 'https://api.github.com',
        token: inputs['github-token'],
        version: VERSION,
        signal,
        deadline: Date.now() + API_MS,
        env,
      }),
  };
  const event = await readEvent(source).catch((error: unknown) => {
    throw signal.aborted ? signal.reason : error;
  });
  // Whoever opened the pull request: GitHub goes by who has set off the run.
  return { ...event, dependabot: event.dependabot || env['GITHUB_ACTOR'] === 'dependabot[bot]' };
}
