import { assembleChange } from '../../change/assemble.ts';
import { type Blob, MAX_SNIFFED_BYTES, sniffBlob } from '../../change/blob.ts';
import type { Change, ObjectId, Range } from '../../change/change.ts';
import { limitLines } from '../../change/limit-lines.ts';
import { blobsToRead, planChange } from '../../change/plan.ts';
import { parseRaw } from '../../change/raw.ts';
import { GateError } from '../../errors.ts';
import type { Missing } from './missing.ts';
import { readObjects } from './objects.ts';
import type { Store } from './store.ts';

/**
 * Reads what changed between two commits: two git processes, whatever the number of files, and a third one when
 * some content needs a closer look. Throws GateError `change-mismatch` when git's outputs disagree.
 */
export async function readChange(store: Store, missing: Missing, range: Range): Promise<Change> {
  if (range.base === range.head) return assembleChange(range, [], new Map());
  await missing.ensureTrees(range.base);
  await missing.ensureTrees(range.head);
  await missing.ensureBlobs(() => changedBlobs(store, range));
  const [names, patch] = await Promise.all([
    diffTree(store, range, [...DETECTION, '-z', '--raw', '--numstat']),
    diffTree(store, range, [...DETECTION, '-p', '--full-index', '--src-prefix=a/', '--dst-prefix=b/']),
  ]);
  const limit = limitLines();
  limit(patch);
  const plans = planChange({ names, patch });
  return assembleChange(range, plans, await readBlobs(store, blobsToRead(plans), limit));
}

/** The limit keeps the search for renames from growing with the square of the files; over it they show as new ones. */
const DETECTION = ['-M', '-C', '-l300', '--no-rename-empty'];

function diffTree(
  { git, objects }: Store,
  { base, head }: Range,
  options: readonly string[],
): Promise<Buffer> {
  const always = [
    '--no-commit-id',
    '-r',
    '--no-ext-diff',
    '--no-textconv',
    '--no-color',
    '--submodule=short',
  ];
  const args = [
    'diff-tree',
    ...always,
    '--ignore-submodules=none',
    ...options,
    '--end-of-options',
    base,
    head,
  ];
  return git.read({ directory: objects, args });
}

/** Every blob of the change, before any detection of renames needs them. */
async function changedBlobs(store: Store, range: Range): Promise<readonly ObjectId[]> {
  const { entries } = parseRaw(await diffTree(store, range, ['-z', '--raw', '--no-renames']));
  const blob = (mode: string | null, id: ObjectId | null) => (mode === '160000' ? null : id);
  return entries
    .flatMap((entry) => [blob(entry.baseMode, entry.baseBlob), blob(entry.headMode, entry.headBlob)])
    .filter((id) => id !== null);
}

async function readBlobs(
  store: Store,
  ids: readonly ObjectId[],
  limit: (text: string) => void,
): Promise<ReadonlyMap<ObjectId, Blob>> {
  const blobs = new Map<ObjectId, Blob>();
  let length = 0;
  for await (const { id, bytes, size } of readObjects(store, ids, MAX_SNIFFED_BYTES)) {
    const blob = sniffBlob(bytes, size);
    blobs.set(id, blob);
    length += blob.content?.text.length ?? 0;
    limit(blob.content?.text ?? '');
    if (length > MAX_DECODED_LENGTH)
      throw new GateError(
        'git-failed',
        'The change holds more text in unusual encodings than can be read. Split it into several.',
      );
  }
  return blobs;
}

const MAX_DECODED_LENGTH = 128 * 1024 * 1024;
