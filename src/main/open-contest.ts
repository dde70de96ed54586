import type { ActionsEnv } from '../adapters/actions/actions-log.ts';
import type { GithubApi } from '../adapters/github/github-api.ts';
import { pullContest } from '../adapters/github/read-acceptances.ts';
import { readLabelled } from '../adapters/github/read-labelled.ts';
import type { Contest } from '../ports.ts';

export type ContestParts = {
  readonly env: ActionsEnv;
  /** Null where GitHub cannot be asked. */
  readonly api: GithubApi | null;
  readonly pull: number | null;
};

/** Longest time for reading what people said; the verdict does not wait for it any longer. */
const MOST_MS = 120_000;

/** Where people accept findings of this run; null without a pull request, or without a token to read it with. */
export async function openContest({ env, api, pull }: ContestParts): Promise<Contest | null> {
  if (pull === null || api === null) return null;
  const repository = env['GITHUB_REPOSITORY'] ?? '';
  const labelled = await readLabelled(
    env['GITHUB_EVENT_NAME'] ?? '',
    env['GITHUB_EVENT_PATH'] ?? '',
    env['GITHUB_RUN_ATTEMPT'] ?? '',
  );
  // Asked only after both legs, so that the time for it begins with the first question.
  let opened: Contest | null = null;
  const open = () => {
    opened ??= pullContest({
      api: api.within(MOST_MS),
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
