import type { ActionsEnv } from '../adapters/actions/actions-log.ts';
import type { GithubApi } from '../adapters/github/github-api.ts';
import { openGithubApi } from '../adapters/github/open-github-api.ts';
import { VERSION } from '../cli/version.ts';

export type ApiParts = {
  readonly env: ActionsEnv;
  /** The job's own, or the one that the workflow gives. */
  readonly token: string;
  readonly signal: AbortSignal;
  /** The moment (milliseconds since 1970) at which the run has to be over. */
  readonly deadline: number;
};

/**
 * The way to the API of the server that runs this workflow. One for the whole run: what it learns of limits, and of a
 * server that does not answer, holds for whoever asks next.
 */
export function openApi({ env, token, signal, deadline }: ApiParts): GithubApi {
  const url = env['GITHUB_API_URL'] || 'https://api.github.com';
  return openGithubApi({ url, token, version: VERSION, signal, deadline, env });
}

/** Whether the runner says where to ask and what about, and there is a token to ask with. */
export function mayAsk(env: ActionsEnv, token: string): boolean {
  return token !== '' && [env['GITHUB_API_URL'], env['GITHUB_REPOSITORY']].every((value) => value);
}
