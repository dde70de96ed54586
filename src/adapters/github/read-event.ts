import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { GateError } from '../../errors.ts';

/** What an event asks to judge. All strings come from the webhook payload, so they are foreign but for their shape. */
export type EventChange = {
  /** The pull request that the event is about; null for one that is about none. */
  readonly pull: number | null;
  /** Full commit id, pinned by the event. */
  readonly head: string;
  /** Where the head lives on the server, to see whether it moved; null when the event has no such name. */
  readonly headRef: string | null;
  /** The base branch on the server, to take the merge base with; null when `base` says it all. */
  readonly baseRef: string | null;
  /** Full commit id when the event itself fixes the base (merge group, push); never `pull_request.base.sha`, which goes stale. */
  readonly base: string | null;
  readonly fork: boolean;
  /** Runs with the base repository's secrets although the change may be a stranger's. */
  readonly privileged: boolean;
};

const Sha = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/u);
const BranchName = z.string().min(1).max(1024);

const PullRequestEvent = z.object({
  pull_request: z.object({
    number: z.int().positive(),
    head: z.object({ sha: Sha, repo: z.object({ full_name: z.string() }).nullable() }),
    base: z.object({ ref: BranchName, repo: z.object({ full_name: z.string() }) }),
  }),
});
const MergeGroupEvent = z.object({ merge_group: z.object({ head_sha: Sha, base_sha: Sha }) });
const PushEvent = z.object({
  before: Sha,
  after: Sha,
  repository: z.object({ default_branch: BranchName }),
});
const DispatchEvent = z.object({
  inputs: z.object({ base: z.string().optional(), head: Sha.optional() }).nullish(),
  repository: z.object({ default_branch: BranchName }),
});

/**
 * Reads what to judge from the event of the run. `sha` is GITHUB_SHA, used where the payload has no head.
 * Throws GateError `event-unsupported` for an event that names no change, `input-invalid` for a payload that is not what GitHub documents.
 */
export async function readEvent(name: string, path: string, sha: string): Promise<EventChange> {
  const payload = await readPayload(path);
  switch (name) {
    case 'pull_request':
    case 'pull_request_target':
      return fromPullRequest(parse(PullRequestEvent, payload, name), name === 'pull_request_target');
    case 'merge_group': {
      const { head_sha: head, base_sha: base } = parse(MergeGroupEvent, payload, name).merge_group;
      return { pull: null, head, base, headRef: null, baseRef: null, fork: false, privileged: false };
    }
    case 'push':
      return fromPush(parse(PushEvent, payload, name));
    case 'workflow_dispatch':
      return fromDispatch(parse(DispatchEvent, payload, name), sha);
    default:
      throw new GateError(
        'event-unsupported',
        `The event "${name.replace(/\W/gu, '?').slice(0, 40)}" names no change to judge; run the gate on pull_request, pull_request_target, merge_group, push or workflow_dispatch.`,
      );
  }
}

function fromPullRequest(
  { pull_request: pull }: z.infer<typeof PullRequestEvent>,
  privileged: boolean,
): EventChange {
  return {
    pull: pull.number,
    head: pull.head.sha,
    headRef: `refs/pull/${pull.number}/head`,
    base: null,
    baseRef: pull.base.ref,
    // A deleted fork has no repository any more: still a stranger's change.
    fork: pull.head.repo?.full_name !== pull.base.repo.full_name,
    privileged,
  };
}

function fromPush({ before, after, repository }: z.infer<typeof PushEvent>): EventChange {
  // A new branch has no commit before it: it is judged against the default branch.
  const created = /^0+$/u.test(before);
  return {
    pull: null,
    head: after,
    headRef: null,
    base: created ? null : before,
    baseRef: created ? repository.default_branch : null,
    fork: false,
    privileged: false,
  };
}

function fromDispatch({ inputs, repository }: z.infer<typeof DispatchEvent>, sha: string): EventChange {
  const head = Sha.safeParse(inputs?.head ?? sha);
  if (!head.success)
    throw new GateError('input-invalid', 'The workflow run has no commit to judge (GITHUB_SHA is empty).');
  const base = inputs?.base === undefined || inputs.base === '' ? null : inputs.base;
  const fixed = base !== null && Sha.safeParse(base).success;
  return {
    pull: null,
    head: head.data,
    headRef: null,
    base: fixed ? base : null,
    baseRef: fixed ? null : (base ?? repository.default_branch),
    fork: false,
    privileged: false,
  };
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

function parse<T>(schema: z.ZodType<T>, payload: unknown, name: string): T {
  const parsed = schema.safeParse(payload);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new GateError(
    'input-invalid',
    `The ${name} payload is not what GitHub documents (wrong or missing: ${where}).`,
  );
}
