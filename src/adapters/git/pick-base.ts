import type { ObjectId, Pinned } from '../../change/change.ts';
import { GateError } from '../../errors.ts';
import { findMergeBases } from './find-merge-bases.ts';
import type { Missing } from './missing.ts';
import type { Origin } from './origin.ts';
import type { Store } from './store.ts';

/** Each one is compared with each other one. */
const MOST = 8;

/**
 * The merge base against which a diff shows all that merging the head would do. A branch can merge two branches that the
 * base has merged too, and drop what one of them did: a diff against the other one shows no trace of that. So what any
 * other merge base did must be in the head untouched, or as it is at the base now. Throws GateError `history-crossed`
 * when that holds for none of them.
 */
export async function pickBase(
  store: Store,
  origin: Origin | null,
  missing: Missing,
  { head, tip }: Omit<Pinned, 'base'>,
): Promise<ObjectId> {
  const bases = await findMergeBases(store, origin, { base: tip, head });
  const [only] = bases;
  if (only !== undefined && bases.length === 1) return only;
  if (bases.length > MOST) throw crossed();
  const between = (from: ObjectId, to: ObjectId) => changedPaths(store, missing, from, to);
  const offTip = await between(tip, head);
  // One after the other, here and below: each may have to fetch.
  const altered = new Map<ObjectId, ReadonlySet<string>>();
  for (const base of bases) altered.set(base, (await between(base, head)).intersection(offTip));

  async function hides(base: ObjectId): Promise<boolean> {
    for (const [other, paths] of altered) {
      if (other === base || paths.size === 0) continue;
      for (const from of await findMergeBases(store, origin, { base, head: other }))
        if (!(await between(from, other)).isDisjointFrom(paths)) return true;
    }
    return false;
  }

  for (const base of bases) if (!(await hides(base))) return base;
  throw crossed();
}

/** Paths whose content or mode is another one. */
async function changedPaths(
  { git, objects }: Store,
  missing: Missing,
  from: ObjectId,
  to: ObjectId,
): Promise<ReadonlySet<string>> {
  await missing.ensureTrees(from);
  await missing.ensureTrees(to);
  const args = ['diff-tree', '-r', '-z', '--name-only', '--no-renames', '--end-of-options', from, to];
  const names = (await git.read({ directory: objects, args })).toString('latin1');
  return new Set(names.split('\0').filter((name) => name !== ''));
}

function crossed(): GateError {
  return new GateError(
    'history-crossed',
    'Base and head have several merge bases, and no diff shows all that merging would do. Merge the base branch into the head ("Update branch" on the pull request), and there is one.',
  );
}
