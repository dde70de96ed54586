import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectId } from '../../change/change.ts';
import { GateError } from '../../errors.ts';
import { readSizes } from './objects.ts';
import { fetchObjects, type Origin } from './origin.ts';
import type { Store } from './store.ts';

/** What a partial clone may lack, and how it gets it. For a full clone every method does nothing. Methods throw GateError `history-shallow`. */
export type Missing = {
  /** Fetches the trees of a commit unless they are there. */
  ensureTrees(commit: ObjectId): Promise<void>;
  /** Fetches, in one go, those of the blobs that are not there; `list` is asked for a partial clone only. */
  ensureBlobs(list: () => readonly ObjectId[] | Promise<readonly ObjectId[]>): Promise<void>;
};

export function missingFrom(store: Store, origin: Origin | null): Missing {
  async function fetch(ids: readonly ObjectId[]): Promise<void> {
    if (origin === null) throw unfetchable();
    await fetchObjects(store, origin, ids);
  }

  return {
    async ensureTrees(commit) {
      if (!(await isPartial(store))) return;
      const call = { directory: store.objects, args: ['ls-tree', '-r', '-t', '-z', '--full-tree', commit] };
      if ((await store.git.run(call)).code === 0) return;
      const body = await store.git.read({ directory: store.objects, args: ['cat-file', 'commit', commit] });
      // Not `commit^{tree}`, which wants the tree to be there.
      const tree = /^tree ([0-9a-f]{40,64})\n/.exec(body.toString('latin1'))?.[1];
      await fetch(tree === undefined ? [] : [tree]);
    },
    async ensureBlobs(list) {
      if (!(await isPartial(store))) return;
      const ids = await list();
      const sizes = await readSizes(store, ids);
      const missing = [...new Set(ids)].filter((id) => !sizes.has(id));
      if (missing.length > 0) await fetch(missing);
    },
  };
}

/** By the repository's configuration, or because we fetched history without its files. */
async function isPartial({ source, objects }: Store): Promise<boolean> {
  const keys = [...source.config.keys()];
  if (keys.some((key) => key === 'extensions.partialclone' || /^remote\..+\.promisor$/s.test(key)))
    return true;
  const packs = await readdir(join(objects, 'objects', 'pack')).catch(() => []);
  return packs.some((name) => name.endsWith('.promisor'));
}

function unfetchable(): GateError {
  return new GateError(
    'history-shallow',
    'This is a partial clone whose missing files cannot be fetched. Remove `filter` from the actions/checkout step of the workflow, or use an https origin.',
  );
}
