import { tmpdir } from 'node:os';
import type { ObjectId } from '../../change/change.ts';
import { GateError } from '../../errors.ts';
import type { Repository } from '../../ports.ts';
import { writeView } from '../view/write-view.ts';
import { isBrought } from './is-brought.ts';
import { type Missing, missingFrom } from './missing.ts';
import { type FetchFrom, type Origin, openOrigin, readTip } from './origin.ts';
import { pickBase } from './pick-base.ts';
import { readChange } from './read-change.ts';
import { type ReadTree, readFile, readFiles, treeReader } from './read-files.ts';
import { resolveRevision } from './resolve-revision.ts';
import { openStore, type Store } from './store.ts';

export type GitSource = {
  /** The working tree, a directory in it, or a bare repository. */
  readonly directory: string;
  /** Where private directories are made; the system's place for temporary files by default. */
  readonly temporary?: string;
  /**
   * Where missing history and files may come from: absent, the repository's own origin without a credential;
   * `never`, nowhere. Whether a token is sent is decided here alone.
   */
  readonly fetch?: FetchFrom | 'never';
  /** The directory need not hold a repository: then everything comes from the address of `fetch`. */
  readonly mayBeAbsent?: boolean;
  /** The full name at the origin whose tip is the head (`refs/pull/7/head`); tells whether the head moved. */
  readonly headName?: string;
};

/** `close` ends what still runs and removes the private directory; views stay until they are removed themselves. */
export type GitRepository = Repository & { close(): Promise<void> };

/** A repository on this machine. Nothing happens before the first method is called. */
export function gitRepository(source: GitSource): GitRepository {
  let opened: Promise<Opened> | null = null;
  let headRevision = 'HEAD';
  const open = () => {
    opened ??= openAll(source);
    return opened;
  };

  return {
    async resolveRange(revision, head) {
      const { store, origin, missing } = await open();
      headRevision = head;
      // One after the other: each may have to fetch, and two fetches would write the same shallow file.
      const pinned = await resolveRevision(store, origin, head);
      const tip = revision === head ? pinned : await resolveRevision(store, origin, revision);
      const range = { head: pinned, tip };
      return { ...range, base: await pickBase(store, origin, missing, range) };
    },
    async currentHead() {
      const { store, origin } = await open();
      if (source.headName === undefined || origin === null)
        return resolveRevision(store, origin, headRevision);
      return tipOf(store, origin, source.headName);
    },
    async readChange(range) {
      const { store, missing } = await open();
      return readChange(store, missing, range);
    },
    async readFile(commit, path) {
      const { store, missing, readTree } = await open();
      return readFile(store, missing, await readTree(commit), path);
    },
    async readFiles(commit, select) {
      const { store, missing, readTree } = await open();
      return readFiles(store, missing, await readTree(commit), select);
    },
    async brings(range, commit) {
      const { store } = await open();
      return isBrought(store, range, commit);
    },
    async writeView(commit, change, placeholders, hides = () => false) {
      const { store, missing, readTree } = await open();
      return writeView(store, missing, {
        tree: await readTree(commit),
        change,
        hides,
        placeholders: placeholders ?? null,
        temporary: temporaryOf(source),
      });
    },
    async close() {
      const closing = opened ?? Promise.resolve(null);
      opened = Promise.reject(
        new GateError('interrupted', 'The repository was closed while it was being read.'),
      );
      opened.catch(() => undefined);
      await (await closing.catch(() => null))?.store.remove();
    },
  };
}

type Opened = {
  readonly store: Store;
  readonly origin: Origin | null;
  readonly missing: Missing;
  readonly readTree: ReadTree;
};

async function openAll(source: GitSource): Promise<Opened> {
  const fetch = source.fetch ?? {};
  const canFetchAll = fetch !== 'never' && fetch.url !== undefined;
  const orEmpty = source.mayBeAbsent === true && canFetchAll;
  const store = await openStore(source.directory, temporaryOf(source), orEmpty);
  const origin = fetch === 'never' ? null : openOrigin(store.source.config.get('remote.origin.url'), fetch);
  const missing = missingFrom(store, origin);
  return { store, origin, missing, readTree: treeReader(store, missing) };
}

function temporaryOf({ temporary }: GitSource): string {
  return temporary ?? tmpdir();
}

async function tipOf(store: Store, origin: Origin, name: string): Promise<ObjectId> {
  const tip = await readTip(store, origin, name);
  if (tip !== null) return tip;
  throw new GateError('head-moved', 'The branch of the pull request is no longer there.');
}
