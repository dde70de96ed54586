import { z } from 'zod';
import { type EventChange, parsePayload, RepositoryName, Sha } from '../event-change.ts';
import { findPull } from '../find-pull.ts';
import type { GithubApi } from '../github-api.ts';

/**
 * The only fields that are taken. What the other workflow concluded, uploaded or called itself is not asked; its branch
 * only says where to look.
 */
const WorkflowRunEvent = z.object({
  workflow_run: z.object({
    head_sha: Sha,
    head_branch: z.string().max(1024).nullish(),
    // Gone with its fork.
    head_repository: z.object({ full_name: z.string() }).nullish(),
  }),
  repository: z.object({ full_name: RepositoryName }),
});

/**
 * Runs with secrets after a workflow that may have run a stranger's code. `workflow_run.pull_requests` is empty for
 * forks, and an artifact could say anything, so the pull request is the one that the API knows for this very head.
 * Throws GateError `event-unsupported` when there is none, or when there are several.
 */
export async function fromWorkflowRun(
  payload: unknown,
  name: string,
  openApi: () => GithubApi,
): Promise<EventChange> {
  const { workflow_run: run, repository } = parsePayload(WorkflowRunEvent, payload, name);
  const source = run.head_repository?.full_name;
  const from = source && run.head_branch ? `${source.split('/')[0]}:${run.head_branch}` : null;
  const commit = { sha: run.head_sha, from, repository: source ?? null };
  const pull = await findPull(openApi(), repository.full_name, commit);
  return {
    pull: pull.number,
    head: run.head_sha,
    headRef: `refs/pull/${pull.number}/head`,
    base: null,
    baseRef: pull.baseRef,
    fork: pull.fork || source !== repository.full_name,
    privileged: true,
    dependabot: pull.dependabot,
  };
}
