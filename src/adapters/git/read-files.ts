import type { ObjectId, Path } from '../../change/change.ts';
import { parseTree, type TreeEntry } from '../../change/tree.ts';
import { GateError } from '../../errors.ts';
import type { AssetFile } from '../../opencode/asset.ts';
import type { Missing } from './missing.ts';
import { readObjects } from './objects.ts';
import type { Store } from './store.ts';

/** The list of files of a commit, as git gives it. */
export type ReadTree = (commit: ObjectId) => Promise<Uint8Array>;

/** Keeps the lists of the last few commits: the base and the head are asked for several times. */
export function treeReader({ git, objects }: Store, missing: Missing): ReadTree {
  const known = new Map<ObjectId, Promise<Uint8Array>>();
  return (commit) => {
    const before = known.get(commit);
    if (before) return before;
    const args = ['ls-tree', '-r', '-z', '--full-tree', commit];
    const tree = missing.ensureTrees(commit).then(() => git.read({ directory: objects, args }));
    if (known.size >= 4) known.clear();
    known.set(commit, tree);
    tree.catch(() => known.delete(commit));
    return tree;
  };
}

/** Files that are no submodules, each cut at 1 MiB, by one process. Throws GateError `git-failed`. */
export async function readFiles(
  store: Store,
  missing: Missing,
  tree: Uint8Array,
  select: (path: Path) => boolean,
): Promise<readonly AssetFile[]> {
  const entries = [...parseTree(tree)].filter(({ mode, path }) => mode !== SUBMODULE && select(path));
  await missing.ensureBlobs(() => entries.map(({ oid }) => oid));
  const files: AssetFile[] = [];
  let total = 0;
  const ids = entries.map(({ oid }) => oid);
  for await (const { bytes, size } of readObjects(store, ids, MAX_FILE_BYTES)) {
    files.push(fileOf(entries[files.length], bytes, size));
    total += bytes.length;
    if (total > MAX_TOTAL_BYTES)
      throw new GateError('git-failed', 'The files to be audited hold more than 64 MiB together.');
  }
  return files;
}

/** The whole of one file up to 32 MiB; null when the path is not there or is a submodule. */
export async function readFile(
  store: Store,
  missing: Missing,
  tree: Uint8Array,
  path: Path,
): Promise<Uint8Array | null> {
  const entry = findEntry(tree, path);
  if (!entry || entry.mode === SUBMODULE) return null;
  await missing.ensureBlobs(() => [entry.oid]);
  for await (const { bytes, size } of readObjects(store, [entry.oid], MAX_WHOLE_BYTES)) {
    if (size > MAX_WHOLE_BYTES) break;
    return bytes;
  }
  throw new GateError('git-failed', 'A file of the repository is larger than 32 MiB and was not read.');
}

const SUBMODULE = '160000';
const MAX_FILE_BYTES = 1024 * 1024;
const MAX_TOTAL_BYTES = 64 * 1024 * 1024;
const MAX_WHOLE_BYTES = 32 * 1024 * 1024;

function findEntry(tree: Uint8Array, path: Path): TreeEntry | null {
  for (const entry of parseTree(tree)) if (entry.path === path) return entry;
  return null;
}

function fileOf(entry: TreeEntry | undefined, bytes: Uint8Array, size: number): AssetFile {
  if (!entry) throw new GateError('git-failed', 'git gave more objects than were asked for.');
  return { path: entry.path, mode: entry.mode, bytes, size };
}
