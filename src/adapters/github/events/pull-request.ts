import { z } from 'zod';
import { BranchName, type EventChange, ORDINARY, parsePayload, Sha } from '../event-change.ts';

const PullRequestEvent = z.object({
  pull_request: z.object({
    number: z.int().positive(),
    user: z.object({ login: z.string() }).nullish(),
    head: z.object({ sha: Sha, repo: z.object({ full_name: z.string() }).nullable() }),
    base: z.object({ ref: BranchName, repo: z.object({ full_name: z.string() }) }),
  }),
});

/** Of every action (opened, labeled, ready for review) and every author, drafts included: the head is what counts. */
export function fromPullRequest(payload: unknown, name: string): EventChange {
  const { pull_request: pull } = parsePayload(PullRequestEvent, payload, name);
  return {
    ...ORDINARY,
    pull: pull.number,
    head: pull.head.sha,
    headRef: `refs/pull/${pull.number}/head`,
    base: null,
    baseRef: pull.base.ref,
    // A deleted fork has no repository any more: still a stranger's change.
    fork: pull.head.repo?.full_name !== pull.base.repo.full_name,
    privileged: name === 'pull_request_target',
    dependabot: pull.user?.login === 'dependabot[bot]',
  };
}
