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

/** A commit that is the head of a pull request. */
export type HeadCommit = {
  readonly sha: string;
  /** `owner:branch` where the head came from, as GitHub filters by; null when its repository is gone. */
  readonly from: string | null;
  /** `owner/name` of that repository; null when it is gone. */
  readonly repository: string | null;
};

type Search = { readonly route: string; readonly fill: Fill; readonly most: number };

/**
 * GitHub connects a commit with its pull requests for branches of the repository alone. For a fork they are found by
 * the branch that they came from, and when that is gone among all that are open.
 */
function searchesFor({ sha, from }: HeadCommit): readonly Search[] {
  const pulls = '/repos/{owner}/{repo}/pulls';
  const open = { state: 'open', sort: 'updated', direction: 'desc' };
  return [
    { route: '/repos/{owner}/{repo}/commits/{commit_sha}/pulls', fill: { commit_sha: sha }, most: 100 },
    ...(from === null ? [] : [{ route: pulls, fill: { ...open, head: from }, most: 100 }]),
    { route: pulls, fill: open, most: 500 },
  ];
}

/**
 * The one open pull request of this repository (`owner/name`) whose head is this very commit. Throws GateError
 * `event-unsupported` when there is none, or when there are several: which base counts would be a guess.
 */
export async function findPull(api: GithubApi, repository: string, commit: HeadCommit): Promise<FoundPull> {
  const [owner, repo] = repository.split('/');
  const { sha, repository: source } = commit;
  for (const { route, fill, most } of searchesFor(commit)) {
    const listed = await list(api, route, { owner, repo, ...fill }, most);
    const found = listed.filter(({ state, head, base }) => {
      // Anyone can open a pull request of his own from somebody else's commit, against another base.
      const isFrom = head.repo === null || (source !== null && isSame(head.repo.full_name, source));
      return state === 'open' && head.sha === sha && isFrom && base.repo.full_name === repository;
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
    if (cause.status === 0 || cause.status >= 500) throw unanswered(cause);
    throw new GateError(
      'input-invalid',
      `GitHub did not tell which pull request the workflow run is about (${cause.status}). Give the job \`permissions: pull-requests: read\`, and the input github-token its own token.`,
      { cause },
    );
  }
}

function unanswered(cause: GithubRefusal): GateError {
  return new GateError(
    'github-failed',
    'GitHub did not answer which pull request the workflow run is about. Run the job again.',
    { cause },
  );
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

const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
const short = (sha: string) => sha.slice(0, 12);
