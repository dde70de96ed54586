import { readFile } from 'node:fs/promises';
import { GateError } from '../../errors.ts';
import { type EventChange, noChange } from './event-change.ts';
import { fromDispatch } from './events/dispatch.ts';
import { fromMergeGroup } from './events/merge-group.ts';
import { fromPullRequest } from './events/pull-request.ts';
import { fromPush } from './events/push.ts';
import { fromWorkflowRun } from './events/workflow-run.ts';
import type { GithubApi } from './github-api.ts';

export type { EventChange };

/** The variables of the workflow run that say what happened. */
export type EventSource = {
  /** GITHUB_EVENT_NAME */
  readonly name: string;
  /** GITHUB_EVENT_PATH */
  readonly path: string;
  /** GITHUB_SHA, used where the payload has no head. */
  readonly sha: string;
  /** Asked only where the payload does not name the pull request. */
  readonly openApi: () => GithubApi;
};

/**
 * Reads what to judge from the event of the run. Throws GateError `event-unsupported` for an event that names no
 * change, `input-invalid` for a payload that is not what GitHub documents.
 */
export async function readEvent({ name, path, sha, openApi }: EventSource): Promise<EventChange> {
  const payload = await readPayload(path);
  switch (name) {
    case 'pull_request':
    case 'pull_request_target':
      return fromPullRequest(payload, name);
    case 'merge_group':
      return fromMergeGroup(payload, name);
    case 'push':
      return fromPush(payload, name);
    case 'workflow_dispatch':
      return fromDispatch(payload, name, sha);
    case 'workflow_run':
      return fromWorkflowRun(payload, name, openApi);
    default:
      throw noChange(
        `The event "${name.replace(/\W/gu, '?').slice(0, 40)}" names no change to judge; run the gate on pull_request, pull_request_target, workflow_run, merge_group, push or workflow_dispatch.`,
      );
  }
}

async function readPayload(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new GateError(
      'input-invalid',
      'The event payload (GITHUB_EVENT_PATH) could not be read; run the gate as a step of a GitHub workflow, or use the command line.',
      { cause },
    );
  }
}
