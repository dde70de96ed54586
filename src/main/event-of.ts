import type { ActionsEnv } from '../adapters/actions/actions-log.ts';
import type { EventChange } from '../adapters/github/event-change.ts';
import type { GithubApi } from '../adapters/github/github-api.ts';
import { readEvent } from '../adapters/github/read-event.ts';

/** Milliseconds for what the API has to say about the event; the review needs the rest of the run's time. */
const API_MS = 60_000;

/** What this workflow run is to judge. Throws GateError; the signal's reason when the run is over before it is known. */
export async function eventOf(env: ActionsEnv, api: GithubApi, signal: AbortSignal): Promise<EventChange> {
  const source = {
    name: env['GITHUB_EVENT_NAME'] ?? '',
    path: env['GITHUB_EVENT_PATH'] ?? '',
    sha: env['GITHUB_SHA'] ?? '',
    openApi: () => api.within(API_MS),
  };
  const event = await readEvent(source).catch((error: unknown) => {
    throw signal.aborted ? signal.reason : error;
  });
  // Whoever opened the pull request: GitHub goes by who has set off the run.
  return { ...event, dependabot: event.dependabot || env['GITHUB_ACTOR'] === 'dependabot[bot]' };
}
