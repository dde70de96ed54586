import { askGit } from './hunks.ts';
import type { Person, Pull, State } from './state.ts';

export type PullSeed = Pick<Pull, 'number' | 'head'> & Partial<Pull>;

export type StateSeed = {
  /** `owner/name`; `acme/shop` when absent. */
  readonly repository?: string;
  /** Private when absent: nothing can be read without permission. */
  readonly private?: boolean;
  /** The server's git repository, for hunks, files and commits. */
  readonly directory?: string;
  readonly pulls?: readonly PullSeed[];
  readonly withoutPatch?: readonly string[];
  /** By login. The authors of the seeds need not be named. */
  readonly people?: Readonly<Record<string, Person>>;
  /** Requests that are left in this hour; 1,000 when absent, as for a job's token. */
  readonly rate?: { readonly remaining: number; readonly resetInSeconds?: number };
};

const LIMIT = 1_000;
const START = Date.UTC(2026, 10, 1, 9);

export function makeState(seed: StateSeed): State {
  const [owner = '', name = ''] = (seed.repository ?? 'acme/shop').split('/');
  const directory = seed.directory ?? null;
  let id = 1_000;
  let seconds = 0;
  return {
    repository: { owner, name, private: seed.private ?? true },
    directory,
    withoutPatch: seed.withoutPatch ?? [],
    people: { octocat: { role: 'write' }, ...seed.people },
    pulls: (seed.pulls ?? []).map((pull) => makePull(pull, `${owner}/${name}`)),
    checkRuns: [],
    reviews: [],
    reviewComments: [],
    issueComments: [],
    events: [],
    sarifs: [],
    rate: {
      limit: LIMIT,
      remaining: seed.rate?.remaining ?? LIMIT,
      reset: Math.ceil(Date.now() / 1_000) + (seed.rate?.resetInSeconds ?? 3_600),
    },
    isCommit: (sha) => directory === null || isCommit(directory, sha),
    nextId: () => ++id,
    now: () => new Date(START + ++seconds * 1_000).toISOString().replace('.000', ''),
  };
}

function makePull(seed: PullSeed, repository: string): Pull {
  return {
    title: 'Add a discount',
    body: null,
    state: 'open',
    draft: false,
    author: { login: 'octocat', type: 'User' },
    association: 'CONTRIBUTOR',
    headRef: 'discount',
    headRepository: repository,
    baseRef: 'main',
    baseSha: null,
    mergeSha: null,
    labels: [],
    ...seed,
  };
}

function isCommit(directory: string, sha: string): boolean {
  try {
    return askGit(directory, ['cat-file', '-t', sha]).trim() === 'commit';
  } catch {
    // git has no such object.
    return false;
  }
}
