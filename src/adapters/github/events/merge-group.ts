import { z } from 'zod';
import { type EventChange, noChange, ORDINARY, parsePayload, Sha } from '../event-change.ts';

const MergeGroupEvent = z.object({
  action: z.string().optional(),
  merge_group: z.object({ head_sha: Sha, base_sha: Sha }),
});

/** The group's own commits are judged, all of its pull requests together. Throws GateError `event-unsupported`. */
export function fromMergeGroup(payload: unknown, name: string): EventChange {
  const { action, merge_group: group } = parsePayload(MergeGroupEvent, payload, name);
  if (action === 'destroyed')
    throw noChange(
      'The merge group is gone, so there is nothing to judge. Give merge_group the type "checks_requested" alone.',
    );
  return { ...ORDINARY, head: group.head_sha, base: group.base_sha, baseRef: null };
}
