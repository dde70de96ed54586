import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Change, ObjectId, Path } from '../../change/change.ts';
import { GateError } from '../../errors.ts';
import type { View } from '../../ports.ts';
import type { Placeholders } from '../../review/placeholders.ts';
import type { Missing } from '../git/missing.ts';
import { readObjects, readSizes } from '../git/objects.ts';
import type { Store } from '../git/store.ts';
import { BINARY, type Choice, type Chosen, chooseFiles, type LeftOut } from './choose-files.ts';
import { concealFiles, type Filled } from './conceal-files.ts';
import { type PlainFolder, plainFolder } from './plain-folder.ts';
import { renderEntry, renderSubmodule } from './render-entry.ts';

export type ViewRequest = {
  /** The commit's files as `git ls-tree -r -z` lists them. */
  readonly tree: Uint8Array;
  readonly change: Change;
  /** What the policy keeps from every model. */
  readonly hides: (path: Path) => boolean;
  /** What takes credentials out of the texts; null leaves them in. */
  readonly placeholders: Placeholders | null;
  /** Where the private directory is made. */
  readonly temporary: string;
};

/**
 * Writes a commit as plain files: no link, no `.git`, no name that a tool obeys, nothing but readable text. Throws
 * GateError `view-failed`, or what reading the repository throws.
 */
export async function writeView(store: Store, missing: Missing, request: ViewRequest): Promise<View> {
  const choice = chooseFiles(request.tree, request.change, request.hides);
  const parent = await mkdtemp(join(request.temporary, 'review-gate-view-')).catch(cannotWrite);
  const remove = () => rm(parent, { recursive: true, force: true, maxRetries: 3 });
  try {
    const directory = join(parent, 'head');
    await mkdir(directory);
    await chmod(directory, 0o755);
    const { placeholders } = request;
    const leftOut = await fill({ folder: plainFolder(directory), placeholders, store }, choice, missing);
    const absent = new Set(leftOut.map(({ path }) => path));
    const renamed = choice.files.filter(({ path, name }) => path !== name && !absent.has(path));
    return { directory, renamed: new Map(renamed.map(({ path, name }) => [path, name])), leftOut, remove };
  } catch (error) {
    await remove();
    if (error instanceof GateError) throw error;
    return cannotWrite(error);
  }
}

const MAX_FILE_BYTES = 1024 * 1024;
const MAX_TEXT_BYTES = 20 * 1024 * 1024;
/** Of files that turn out to be binary much is read for nothing; beyond this the rest is left out unread. */
const MAX_READ_BYTES = 256 * 1024 * 1024;

const TOO_LARGE = 'It is larger than 1 MiB.';
const FULL = 'The view holds at most 20 MiB of text.';
const ABSENT = 'It is not in this partial clone.';

type Place = {
  readonly folder: PlainFolder;
  readonly placeholders: Placeholders | null;
  readonly store: Store;
};

async function fill(place: Place, choice: Choice, missing: Missing): Promise<readonly LeftOut[]> {
  const { folder, store } = place;
  const files = choice.files.filter(({ mode }) => mode !== SUBMODULE);
  for (const { name, mode, oid } of choice.files)
    if (mode === SUBMODULE) folder.add(name, renderSubmodule(oid));
  const near = choice.files.slice(0, choice.near).filter(({ mode }) => mode !== SUBMODULE);
  await missing.ensureBlobs(() => near.map(({ oid }) => oid));
  const sizes = await readSizes(
    store,
    files.map(({ oid }) => oid),
  );
  const fitting = files.filter((file) => whyNot(file, sizes) === null);
  const unfit = files.flatMap((file) => leftOutIf(file, whyNot(file, sizes)));
  return [...choice.leftOut, ...unfit, ...(await copyFiles(place, fitting))];
}

const SUBMODULE = '160000';

function whyNot({ oid }: Chosen, sizes: ReadonlyMap<ObjectId, number>): string | null {
  const size = sizes.get(oid);
  if (size === undefined) return ABSENT;
  return size > MAX_FILE_BYTES ? TOO_LARGE : null;
}

function leftOutIf({ path }: Chosen, why: string | null): readonly LeftOut[] {
  return why === null ? [] : [{ path, why }];
}

async function copyFiles(
  { folder, placeholders, store }: Place,
  files: readonly Chosen[],
): Promise<readonly LeftOut[]> {
  const leftOut: LeftOut[] = [];
  const filled: Filled[] = [];
  let next = 0;
  let read = 0;
  let written = 0;
  const ids = files.map(({ oid }) => oid);
  for await (const { bytes } of readObjects(store, ids, MAX_FILE_BYTES)) {
    const file = files[next];
    if (!file || read > MAX_READ_BYTES) break;
    next += 1;
    read += bytes.length;
    const text = renderEntry(file.mode, bytes);
    const why = text === null ? BINARY : written + text.length > MAX_TEXT_BYTES ? FULL : null;
    leftOut.push(...leftOutIf(file, why));
    if (why !== null || text === null) continue;
    // A copy, so that the piece of git's answer that it was cut from can go.
    filled.push({ file, bytes: Uint8Array.from(text) });
    written += text.length;
  }
  const concealed =
    placeholders === null ? { filled, leftOut: [] } : await concealFiles(filled, placeholders);
  for (const { file, bytes } of concealed.filled) folder.add(file.name, bytes);
  const rest = files.slice(next).flatMap((file) => leftOutIf(file, FULL));
  return [...leftOut, ...concealed.leftOut, ...rest];
}

function cannotWrite(cause: unknown): never {
  throw new GateError(
    'view-failed',
    'The head could not be written to a private directory; is the disk full?',
    {
      cause,
    },
  );
}
