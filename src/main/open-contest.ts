import type { ActionsEnv } from '../adapters/actions/actions-log.ts';
import { openGithubApi } from '../adapters/github/open-github-api.ts';
import { pullContest } from '../adapters/github/read-acceptances.ts';
import { readLabelled } from '../adapters/github/read-labelled.ts';
import { VERSION } from '../cli/version.ts';
import type { Contest } from '../ports.ts';

export type ContestParts = {
  readonly env: ActionsEnv;
  readonly token: string;
  readonly pull: number | null;
  readonly signal: AbortSignal;
  /** The moment (milliseconds since 1970) at which the run has to be over. */
  readonly deadline: number;
};

/** Longest time for reading what people said; the verdict does not wait for it any longer. */
const MOST_MS = 120_000;

/** Where people accept findings of this run; null without a pull request, or without a token to read it with. */
export async function openContest({
  env,
  token,
  pull,
  signal,
  deadline,
}: ContestParts): Promise<Contest | null> {
  const repository = env['GITHUB_REPOSITORY'] ?? '';
  const url = env['GITHUB_API_URL'] ?? '';
  if (pull === null || token === '' || repository === '' || url === '') return null;
  const labelled = await readLabelled(
    env['GITHUB_EVENT_NAME'] ?? '',
    env['GITHUB_EVENT_PATH'] ?? '',
    env['GITHUB_RUN_ATTEMPT'] ?? '',
  );
  // Asked only after both legs, so that the time for it begins with the first question.
  let opened: Contest | null = null;
  const open = () => {
    const until = Math.min(deadline, Date.now() + MOST_MS);
    opened ??= pullContest({
      api: openGithubApi({ url, token, version: VERSION, signal, deadline: until, env }),
      place: { repository, number: pull },
      labelled,
    });
    return opened;
  };
  return {
    said: (wanted) => open().said(wanted),
    roleOf: (who) => open().roleOf(who),
    isMember: (who, team) => open().isMember(who, team),
  };
}
