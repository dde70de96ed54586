import type { ObjectId, Range } from '../../change/change.ts';
import { GateError } from '../../errors.ts';
import { fetchHistory, type Origin } from './origin.ts';
import { shallowCommits } from './shallow.ts';
import type { Store } from './store.ts';

/**
 * The merge bases of two commits that are there, in git's order. A shallow clone is deepened until the answer is certain.
 * Throws GateError `history-unrelated`, or `history-shallow` when the missing history cannot be fetched.
 */
export async function findMergeBases(
  store: Store,
  origin: Origin | null,
  range: Range,
): Promise<readonly ObjectId[]> {
  if (range.base === range.head) return [range.head];
  for (const depth of [0, ...DEPTHS]) {
    if (depth > 0) await deepen(store, origin, range, depth);
    const shallow = await shallowCommits(store);
    const bases = await mergeBases(store, range);
    if (bases.length > 0 && (await isCertain(store, range, bases, shallow))) return bases;
    if (shallow.size === 0) throw unrelated();
  }
  throw tooShallow();
}

/** Commits of history from each side; the last number is git's own for "all". */
const DEPTHS = [32, 128, 512, 2048, 2147483647];

async function deepen(
  store: Store,
  origin: Origin | null,
  { base, head }: Range,
  depth: number,
): Promise<void> {
  if (origin === null || !(await fetchHistory(store, origin, [base, head], depth))) throw tooShallow();
}

async function mergeBases({ git, objects }: Store, { base, head }: Range): Promise<readonly ObjectId[]> {
  const args = ['merge-base', '--all', '--end-of-options', base, head];
  const { code, stdout } = await git.run({ directory: objects, args });
  if (code > 1) throw new GateError('git-failed', 'The history of the repository could not be read.');
  return stdout.toString('latin1').split('\n').filter(Boolean);
}

/**
 * A better merge base may hide behind a cut: then an older one is found, and a pull request that takes a file back
 * to that older state shows no change. So no commit between the merge bases and the two tips may be a cut one.
 */
async function isCertain(
  { git, objects }: Store,
  { base, head }: Range,
  bases: readonly ObjectId[],
  shallow: ReadonlySet<ObjectId>,
): Promise<boolean> {
  if (shallow.size === 0) return true;
  const args = ['rev-list', '--end-of-options', base, head, ...bases.map((id) => `^${id}`)];
  const between = (await git.read({ directory: objects, args })).toString('latin1').split('\n');
  return !between.some((id) => shallow.has(id));
}

function unrelated(): GateError {
  return new GateError(
    'history-unrelated',
    'Base and head have no common history, so there is no change between them to review. Check which revisions are compared.',
  );
}

function tooShallow(): GateError {
  return new GateError(
    'history-shallow',
    'The clone is shallow and does not reach the point where base and head part, and the rest could not be fetched. Set `fetch-depth: 0` on the actions/checkout step of the workflow (or run `git fetch --unshallow`).',
  );
}
