import { invalid } from './answer.ts';
import { isAncestor } from './is-ancestor.ts';
import type { Pull, State } from './state.ts';

/** The commit that a review is about: the head, or an earlier commit of the same pull request. */
export function commitOf({ directory }: State, pull: Pull, asked: string | null): string {
  if (asked === null || asked === pull.head || directory === null) return pull.head;
  if (isAncestor(directory, asked, pull.head)) return asked;
  const message = 'commit_id is not part of the pull request';
  return invalid('Validation Failed', [
    { resource: 'PullRequestReviewComment', code: 'custom', field: 'commit_id', message },
  ]);
}
