import type { ObjectId, Range } from '../../change/change.ts';
import type { Store } from './store.ts';

/**
 * Whether the head has this commit and the base has not. The history between the two is whole, because the merge base
 * would not be certain otherwise. Throws GateError `git-failed`.
 */
export async function isBrought({ git, objects }: Store, range: Range, commit: ObjectId): Promise<boolean> {
  const args = ['rev-list', '--end-of-options', range.head, `^${range.base}`];
  const commits = (await git.read({ directory: objects, args })).toString('latin1');
  return commit !== '' && commits.split('\n').includes(commit);
}
