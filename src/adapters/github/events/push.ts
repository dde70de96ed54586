import { z } from 'zod';
import {
  BranchName,
  type EventChange,
  isNothing,
  noChange,
  ORDINARY,
  parsePayload,
  Sha,
} from '../event-change.ts';

const PushEvent = z.object({
  before: Sha,
  after: Sha,
  repository: z.object({ default_branch: BranchName }),
});

/** Throws GateError `event-unsupported` for a branch that was deleted. */
export function fromPush(payload: unknown, name: string): EventChange {
  const { before, after, repository } = parsePayload(PushEvent, payload, name);
  if (isNothing(after))
    throw noChange(
      'The push deleted a branch or a tag, so there is nothing to judge. Keep the job from running then: `if: ${{ !github.event.deleted }}`.',
    );
  // A new branch has no commit before it: it is judged against the default branch.
  const isNew = isNothing(before);
  return {
    ...ORDINARY,
    head: after,
    base: isNew ? null : before,
    baseRef: isNew ? repository.default_branch : null,
  };
}
