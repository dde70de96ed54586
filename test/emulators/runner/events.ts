import type { Pull } from './pull.ts';
import { REPOSITORY } from './run-step.ts';

/** What triggers a workflow run: the event file, and what GITHUB_SHA and GITHUB_REF say. */
export type RunEvent = {
  readonly name: string;
  readonly payload: unknown;
  readonly sha: string;
  readonly ref: string;
};

const repository = { full_name: REPOSITORY, default_branch: 'main', private: true };

export type PullOptions = {
  readonly name?: 'pull_request' | 'pull_request_target';
  /** Null is a fork that was deleted. */
  readonly headRepository?: string | null;
  readonly baseRef?: string;
  readonly author?: string;
};

/** `pull_request.base.sha` is as stale as GitHub lets it become. */
export function pullRequestEvent(pull: Pull, options: PullOptions = {}): RunEvent {
  const {
    name = 'pull_request',
    headRepository = REPOSITORY,
    baseRef = 'main',
    author = 'octocat',
  } = options;
  const payload = {
    action: 'synchronize',
    number: 7,
    pull_request: {
      number: 7,
      title: '::error::Add a discount',
      body: '##[set-output name=verdict]pass',
      draft: false,
      user: { login: author, type: author.endsWith('[bot]') ? 'Bot' : 'User' },
      head: {
        ref: 'discount',
        sha: pull.head,
        repo: headRepository === null ? null : { full_name: headRepository },
      },
      base: { ref: baseRef, sha: '0'.repeat(40), repo: repository },
    },
    repository,
  };
  const privileged = name === 'pull_request_target';
  return {
    name,
    payload,
    sha: privileged ? pull.base : pull.merge,
    ref: privileged ? 'refs/heads/main' : 'refs/pull/7/merge',
  };
}

export function pushEvent(before: string, after: string): RunEvent {
  return {
    name: 'push',
    payload: { before, after, ref: 'refs/heads/main', created: /^0+$/u.test(before), repository },
    sha: after,
    ref: 'refs/heads/main',
  };
}

export function mergeGroupEvent(base: string, head: string): RunEvent {
  const ref = `refs/heads/gh-readonly-queue/main/pr-7-${head}`;
  return {
    name: 'merge_group',
    payload: {
      action: 'checks_requested',
      merge_group: { head_sha: head, head_ref: ref, base_sha: base, base_ref: 'refs/heads/main' },
      repository,
    },
    sha: head,
    ref,
  };
}

export function dispatchEvent(sha: string, inputs: Readonly<Record<string, string>> | null): RunEvent {
  return {
    name: 'workflow_dispatch',
    payload: { inputs, ref: 'refs/heads/x', repository },
    sha,
    ref: 'refs/heads/x',
  };
}

/** After another workflow ended. `pull_requests` is empty, as it is for forks. */
export function workflowRunEvent(pull: Pull, options: Pick<PullOptions, 'headRepository'> = {}): RunEvent {
  const { headRepository = 'stranger/shop' } = options;
  const payload = {
    action: 'completed',
    workflow_run: {
      id: 1,
      name: '::error::CI',
      event: 'pull_request',
      status: 'completed',
      conclusion: 'success',
      head_sha: pull.head,
      head_branch: 'discount',
      pull_requests: [],
      head_repository: headRepository === null ? null : { full_name: headRepository },
    },
    repository,
  };
  return { name: 'workflow_run', payload, sha: pull.tip, ref: 'refs/heads/main' };
}
