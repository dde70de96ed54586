import {
  type Cleaner,
  type Files,
  makeDirectory,
  makeRepository,
  runGit,
  type TestRepository,
} from '../../adapters/git/make-repository.ts';
import { REPOSITORY } from './run-step.ts';

/** A repository on the server with pull request 7, which parts from `main` before main's last commit. */
export type Pull = {
  readonly repository: TestRepository;
  /** Where base and head part. */
  readonly base: string;
  readonly head: string;
  /** GitHub's test merge of both. */
  readonly merge: string;
  /** The tip of main. */
  readonly tip: string;
};

export type PullFiles = {
  readonly base: Files;
  readonly head: Files;
  /** What main's last commit does, which the pull request does not have. */
  readonly meanwhile?: Files;
};

export function makePull(t: Cleaner, { base, head, meanwhile = {} }: PullFiles): Pull {
  const repository = makeRepository(t);
  const from = repository.commit({ 'README.md': 'A shop.\n', ...base });
  const tip = repository.commit({ 'CHANGES.md': 'Something else went on.\n', ...meanwhile });
  const proposed = repository.commit(head, { branch: 'discount', parents: [from] });
  const merge = repository.commit(head, { branch: 'merge', parents: [tip, proposed] });
  repository.git('update-ref', 'refs/pull/7/head', proposed);
  repository.git('update-ref', 'refs/pull/7/merge', merge);
  repository.git('update-ref', '-d', 'refs/heads/merge');
  repository.git('config', 'uploadpack.allowFilter', 'true');
  repository.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  return { repository, base: from, head: proposed, merge, tip };
}

export type CheckoutOptions = {
  /** `fetch-depth`: 1 takes the commit alone, 0 all branches and tags. */
  readonly depth: 0 | 1;
  /** What is checked out; the test merge when absent. */
  readonly sha?: string;
  /** The address of the remote afterwards. */
  readonly server?: string;
};

/** The workspace after actions/checkout with `persist-credentials: false`. */
export function checkout(t: Cleaner, pull: Pull, options: CheckoutOptions): string {
  const workspace = makeDirectory(t);
  const git = (...args: readonly string[]) => runGit(workspace, args);
  const sha = options.sha ?? pull.merge;
  const merge = `+${pull.merge}:refs/remotes/pull/7/merge`;
  git('init', '--quiet', '--initial-branch=main');
  git('remote', 'add', 'origin', pull.repository.directory);
  if (options.depth === 1) {
    git('fetch', '--quiet', '--no-tags', '--depth=1', 'origin', options.sha ? `+${sha}` : merge);
  } else {
    git(
      'fetch',
      '--quiet',
      'origin',
      '+refs/heads/*:refs/remotes/origin/*',
      '+refs/tags/*:refs/tags/*',
      merge,
    );
  }
  git('checkout', '--quiet', '--detach', sha);
  git('remote', 'set-url', 'origin', `${options.server ?? 'http://127.0.0.1:9'}/${REPOSITORY}`);
  return workspace;
}
