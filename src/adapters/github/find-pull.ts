import { z } from 'zod';
import { GateError } from '../../errors.ts';
import { BranchName, noChange } from './event-change.ts';
import { type Fill, type GithubApi, GithubRefusal } from './github-api.ts';

export type FoundPull = {
  readonly number: number;
  readonly baseRef: string;
  readonly fork: boolean;
  readonly dependabot: boolean;
};

const Pull = z.object({
  number: z.int().positive(),
  state: z.string(),
  user: z.object({ login: z.string() }).nullish(),
  head: z.object({ sha: z.string(), repo: z.object({ full_name: z.string() }).nullable() }),
  base: z.object({ ref: BranchName, repo: z.object({ full_name: z.string() }) }),
});
type Pull = z.output<typeof Pull>;

/** GitHub does not list a commit's pull requests for every fork; then the open ones are looked through. */
const ROUTES: readonly { readonly route: string; readonly fill: Fill; readonly most: number }[] = [
  { route: '/repos/{owner}/{repo}/commits/{commit_sha}/pulls', fill: {}, most: 100 },
  {
    route: '/repos/{owner}/{repo}/pulls',
    fill: { state: 'open', sort: 'updated', direction: 'desc' },
    most: 500,
  },
];

/**
 * The one open pull request of this repository (`owner/name`) whose head is this very commit. Throws GateError
 * `event-unsupported` when there is none, or when there are several: which base counts would be a guess.
 */
export async function findPull(api: GithubApi, repository: string, sha: string): Promise<FoundPull> {
  const [owner, repo] = repository.split('/');
  for (const { route, fill, most } of ROUTES) {
    const commit = route.includes('{commit_sha}') ? { commit_sha: sha } : {};
    const listed = await list(api, route, { owner, repo, ...commit, ...fill }, most);
    const found = listed.filter(({ state, head, base }) => {
      return state === 'open' && head.sha === sha && base.repo.full_name === repository;
    });
    const [pull] = found;
    if (found.length > 1) throw several(sha, found);
    if (pull !== undefined) return foundPull(pull);
  }
  throw noChange(
    `No open pull request has ${short(sha)} as its head. It was closed, or a newer push has replaced it; then the run for that one judges it.`,
  );
}

async function list(api: GithubApi, route: string, fill: Fill, most: number): Promise<readonly Pull[]> {
  try {
    return await api.list(route, fill, Pull, most);
  } catch (cause) {
    if (!(cause instanceof GithubRefusal)) throw cause;
    // An unknown commit: the fork's, which this repository has never seen by itself.
    if (cause.status === 404 || cause.status === 422) return [];
    throw new GateError(
      'input-invalid',
      `GitHub did not tell which pull request the workflow run is about (${cause.status}). Give the job \`permissions: pull-requests: read\`, and the input github-token its own token.`,
      { cause },
    );
  }
}

function foundPull({ number, user, head, base }: Pull): FoundPull {
  return {
    number,
    baseRef: base.ref,
    fork: head.repo?.full_name !== base.repo.full_name,
    dependabot: user?.login === 'dependabot[bot]',
  };
}

function several(sha: string, found: readonly Pull[]): GateError {
  const numbers = found.map(({ number }) => `#${number}`).join(', ');
  return noChange(
    `Several open pull requests have ${short(sha)} as their head (${numbers}), so it is not clear against which base to judge. Close all but one, or run the gate on pull_request_target.`,
  );
}

const short = (sha: string) => sha.slice(0, 12);
