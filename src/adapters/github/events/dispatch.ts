import { z } from 'zod';
import { GateError } from '../../../errors.ts';
import { BranchName, type EventChange, noChange, ORDINARY, parsePayload, Sha } from '../event-change.ts';

/** An input that nobody filled in is empty. */
const DispatchEvent = z.object({
  inputs: z.object({ base: BranchName.or(z.literal('')).nullish(), head: z.string().nullish() }).nullish(),
  ref: z.string(),
  repository: z.object({ default_branch: BranchName }),
});

/**
 * The workflow's own inputs `base` (a branch or a commit id) and `head` (a commit id); without them the commit of the
 * run (`sha`) against the default branch. Throws GateError `input-invalid`, and `event-unsupported` where that is the
 * default branch itself: a pass would say that something was judged.
 */
export function fromDispatch(payload: unknown, name: string, sha: string): EventChange {
  const { inputs, ref, repository } = parsePayload(DispatchEvent, payload, name);
  const [base, head] = [inputs?.base || null, inputs?.head || null];
  if (base === null && head === null && ref === `refs/heads/${repository.default_branch}`)
    throw noChange(NO_CHANGE);
  const isFixed = Sha.safeParse(base).success;
  return {
    ...ORDINARY,
    // Any commit that the server has, one of a fork's pull request included.
    privileged: head !== null,
    head: head === null ? parseCommit(sha, NO_COMMIT) : parseCommit(head, NO_ID),
    base: isFixed ? base : null,
    baseRef: isFixed ? null : (base ?? repository.default_branch),
  };
}

function parseCommit(text: string, otherwise: string): string {
  const { data } = Sha.safeParse(text);
  if (data !== undefined) return data;
  throw new GateError('input-invalid', otherwise);
}

const NO_CHANGE =
  'Started by hand on the default branch, without the inputs "base" and "head", the run has no change to judge. Choose another branch, or say with the inputs which commits to compare.';
const NO_COMMIT = 'The workflow run has no commit to judge (GITHUB_SHA is empty).';
const NO_ID =
  'The input "head" of the workflow is no full commit id; give all its 40 characters (`git rev-parse BRANCH`), so that it is clear what was judged.';
