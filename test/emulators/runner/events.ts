import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pull } from './pull.ts';
import { REPOSITORY } from './run-step.ts';

/** What triggers a workflow run: the event file, and what the variables of the run say. */
export type RunEvent = {
  readonly name: string;
  readonly payload: unknown;
  readonly sha: string;
  readonly ref: string;
  /** GITHUB_ACTOR; `octocat` when absent. */
  readonly actor?: string;
  /** Names of the branches, for the events of a pull request. */
  readonly headRef?: string;
  readonly baseRef?: string;
};

// The payloads are those of test/fixtures/github/events with the commits of a real repository. Texts that a stranger
// chooses hold commands of the log.

type Json = Record<string, unknown>;

const FOLDER = join(import.meta.dirname, '../../fixtures/github/events');

/** A payload of the fixtures, by the name of its file. */
export const readPayload = (name: string): Json =>
  JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as Json;

const at = (payload: Json, ...path: readonly string[]): Json =>
  path.reduce((node, key) => node[key] as Json, payload);

const TITLE = '::error::Add a discount';
const BODY = '##[set-output name=verdict]pass';
const typeOf = (login: string) => (login.endsWith('[bot]') ? 'Bot' : 'User');

/** Actions of `pull_request` that the fixtures have. */
export type PullAction = 'opened' | 'synchronize' | 'reopened' | 'ready_for_review' | 'labeled';

export type PullOptions = {
  readonly name?: 'pull_request' | 'pull_request_target';
  readonly action?: PullAction;
  /** Null is a fork that was deleted. */
  readonly headRepository?: string | null;
  readonly baseRef?: string;
  /** Who opened the pull request, and who caused this run; the same one when only the first is given. */
  readonly author?: string;
  readonly actor?: string;
  readonly draft?: boolean;
  readonly labels?: readonly string[];
};

/** `pull_request.base.sha` is as stale as GitHub lets it become. */
export function pullRequestEvent(pull: Pull, options: PullOptions = {}): RunEvent {
  const { author = 'octocat', actor = author, baseRef = 'main' } = options;
  const run =
    options.name === 'pull_request_target'
      ? { name: options.name, sha: pull.tip, ref: 'refs/heads/main' }
      : { name: 'pull_request', sha: pull.merge, ref: 'refs/pull/7/merge' };
  const payload = pullPayload(pull, { ...options, author, actor, baseRef });
  return { ...run, payload, actor, headRef: 'discount', baseRef };
}

type Named = PullOptions & { readonly author: string; readonly actor: string };

function pullPayload(pull: Pull, { author, actor, baseRef, ...options }: Named): Json {
  const { action = 'synchronize', headRepository = REPOSITORY, draft = false, labels = [] } = options;
  const payload = readPayload(`pull_request.${action}`);
  const request = at(payload, 'pull_request');
  Object.assign(request, { title: TITLE, body: BODY, draft, labels: labels.map(labelOf) });
  Object.assign(at(request, 'user'), { login: author, type: typeOf(author) });
  Object.assign(at(payload, 'sender'), { login: actor, type: typeOf(actor) });
  Object.assign(at(request, 'head'), { sha: pull.head });
  Object.assign(at(request, 'base'), { ref: baseRef, sha: '0'.repeat(40) });
  nameRepository(at(request, 'head'), headRepository);
  if (action === 'synchronize') Object.assign(payload, { before: pull.base, after: pull.head });
  return payload;
}

const labelOf = (name: string) => ({ ...at(readPayload('pull_request.labeled'), 'label'), name });

/** Dependabot's own pull request: the run gets a token that only reads, and none of the repository's secrets. */
export const dependabotEvent = (pull: Pull, options: PullOptions = {}): RunEvent =>
  pullRequestEvent(pull, { action: 'opened', author: 'dependabot[bot]', ...options });

function nameRepository(side: Json, repository: string | null): void {
  if (repository === null) side['repo'] = null;
  else Object.assign(at(side, 'repo'), { full_name: repository, fork: repository !== REPOSITORY });
}

export function pushEvent(before: string, after: string): RunEvent {
  const created = /^0+$/u.test(before);
  const payload = readPayload(created ? 'push.created-branch' : 'push');
  const ref = 'refs/heads/main';
  return { name: 'push', payload: { ...payload, before, after, ref, created }, sha: after, ref };
}

export function mergeGroupEvent(base: string, head: string): RunEvent {
  const ref = `refs/heads/gh-readonly-queue/main/pr-7-${head}`;
  const payload = readPayload('merge_group.checks_requested');
  Object.assign(at(payload, 'merge_group'), { head_sha: head, head_ref: ref, base_sha: base });
  return { name: 'merge_group', payload, sha: head, ref };
}

export function dispatchEvent(
  sha: string,
  inputs: Readonly<Record<string, string>> | null,
  ref = 'refs/heads/x',
): RunEvent {
  return {
    name: 'workflow_dispatch',
    payload: { ...readPayload('workflow_dispatch'), inputs, ref },
    sha,
    ref,
  };
}

export type WorkflowRunOptions = {
  readonly headRepository?: string | null;
  /** What triggered the first workflow. */
  readonly event?: string;
  readonly conclusion?: string;
};

/** `pull_requests` is empty for a fork, as GitHub leaves it. */
export function workflowRunEvent(pull: Pull, options: WorkflowRunOptions = {}): RunEvent {
  const { headRepository = REPOSITORY, event = 'pull_request', conclusion = 'success' } = options;
  const payload = readPayload(headRepository === REPOSITORY ? 'workflow_run.completed' : 'workflow_run.fork');
  const run = at(payload, 'workflow_run');
  Object.assign(run, {
    head_sha: pull.head,
    event,
    conclusion,
    head_branch: 'discount',
    display_title: TITLE,
  });
  Object.assign(at(run, 'head_commit'), { id: pull.head });
  if (headRepository === null) run['head_repository'] = null;
  else Object.assign(at(run, 'head_repository'), { full_name: headRepository });
  for (const each of run['pull_requests'] as readonly Json[])
    Object.assign(at(each, 'head'), { sha: pull.head });
  return { name: 'workflow_run', payload, sha: pull.tip, ref: 'refs/heads/main' };
}

export type CommentOptions = {
  readonly login?: string;
  readonly association?: string;
  /** A comment on an issue that is no pull request. */
  readonly plainIssue?: boolean;
};

/** A comment on the pull request; the event names no commit of it. */
export function issueCommentEvent(pull: Pull, body: string, options: CommentOptions = {}): RunEvent {
  const { login = 'octocat', association = 'MEMBER', plainIssue = false } = options;
  const payload = readPayload('issue_comment.pull_request');
  const user = { login, type: typeOf(login) };
  Object.assign(at(payload, 'comment'), { body, author_association: association });
  Object.assign(at(payload, 'comment', 'user'), user);
  Object.assign(at(payload, 'sender'), user);
  if (plainIssue) delete at(payload, 'issue')['pull_request'];
  return { name: 'issue_comment', payload, sha: pull.tip, ref: 'refs/heads/main', actor: login };
}
