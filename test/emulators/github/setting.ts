import { Octokit } from '@octokit/core';
import { type Cleaner, makeRepository, type TestRepository } from '../../adapters/git/make-repository.ts';
import { type Github, type GithubOptions, startGithub } from './start-github.ts';
import { JOB_TOKEN } from './tokens.ts';

export const PULL = { owner: 'acme', repo: 'shop', pull_number: 7 } as const;
export const ISSUE = { owner: 'acme', repo: 'shop', issue_number: 7 } as const;
export const SHOP = { owner: 'acme', repo: 'shop' } as const;

export type Setting = {
  readonly github: Github;
  readonly octokit: Octokit;
  readonly repository: TestRepository;
  readonly base: string;
  readonly head: string;
};

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}`);

/** 40 lines, of which the pull request changes the 10th and the 30th, and a file that is new. */
export async function makeSetting(t: Cleaner, options: GithubOptions = {}): Promise<Setting> {
  const repository = makeRepository(t);
  const lines = numbered(40);
  const base = repository.commit({ 'src/cart.ts': `${lines.join('\n')}\n`, 'README.md': 'A shop.\n' });
  const changed = lines.with(9, 'line ten').with(29, 'line thirty');
  const head = repository.commit(
    { 'src/cart.ts': `${changed.join('\n')}\n`, 'src/new.ts': 'one\ntwo\nthree\n' },
    { branch: 'discount', parents: [base] },
  );
  const github = await startGithub(t, {
    directory: repository.directory,
    pulls: [{ number: 7, head }],
    ...options,
  });
  return { github, repository, base, head, octokit: clientOf(github) };
}

/** The real client, as it comes: no plugin repeats anything. */
export function clientOf({ url }: Pick<Github, 'url'>, token: string | null = JOB_TOKEN): Octokit {
  const quiet = () => undefined;
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  return new Octokit({ baseUrl: url, log, ...(token === null ? {} : { auth: token }) });
}

export type Refusal = { readonly status: number; readonly message: string; readonly headers: object };

type RequestError = Error & { readonly status: number; readonly response?: { readonly headers: object } };

/** Why a request was refused; status 0 when no answer came. */
export async function refusalOf(request: Promise<unknown>): Promise<Refusal> {
  try {
    await request;
  } catch (error) {
    if (!(error instanceof Error && 'status' in error)) throw error;
    const { status, message, response } = error as RequestError;
    return { status: response === undefined ? 0 : status, message, headers: response?.headers ?? {} };
  }
  throw new Error('The request was not refused');
}
