import type { ObjectId } from '../../change/change.ts';
import { showPath } from '../../change/path.ts';
import { GateError } from '../../errors.ts';
import { fetchHistory, type Origin, readTip } from './origin.ts';
import { shallowCommits } from './shallow.ts';
import { refreshNames, type Store } from './store.ts';

/**
 * The commit that a name stands for: in the repository, as a branch of its remote, or at the origin. The full name of
 * a branch is asked of an origin that the caller gave: a pull request can bring a tag, and a checkout of a fork a
 * branch, that is called like the base. Throws GateError `revision-unknown`, or `history-shallow` for a commit that a
 * shallow clone lacks.
 */
export async function resolveRevision(store: Store, origin: Origin | null, name: string): Promise<ObjectId> {
  if (!isPlausible(name)) throw unknown(name);
  await refreshNames(store);
  if (origin?.isGiven && name.startsWith(BRANCHES)) return resolveBranch(store, origin, name);
  const here = (await lookUp(store, name)) ?? (await lookUp(store, `${REMOTE_BRANCHES}${name}`));
  if (here !== null) return here;
  const there = origin === null ? null : await fetchRevision(store, origin, name);
  if (there !== null) return there;
  if (store.isEmpty) throw notServed();
  if (isObjectId(store, name) && (await shallowCommits(store)).size > 0) throw tooShallow();
  throw unknown(name);
}

const BRANCHES = 'refs/heads/';
const REMOTE_BRANCHES = 'refs/remotes/origin/';

async function resolveBranch(store: Store, origin: Origin, name: string): Promise<ObjectId> {
  const tip = await tipOf(store, origin, name);
  if (tip === null) throw unknown(name);
  const commit = (await lookUp(store, tip)) ?? (await fetchRevision(store, origin, tip));
  if (commit === null) throw tooShallow();
  return commit;
}

/** When the origin cannot be asked: what the last fetch from that same origin left in the clone. */
async function tipOf(store: Store, origin: Origin, name: string): Promise<ObjectId | null> {
  try {
    return await readTip(store, origin, name);
  } catch (error) {
    const isSame = placeOf(store.source.config.get('remote.origin.url') ?? '') === placeOf(origin.url);
    const before = isSame ? await lookUp(store, name.replace(BRANCHES, REMOTE_BRANCHES)) : null;
    if (before === null) throw error;
    return before;
  }
}

/** An address without what does not change where it leads. */
function placeOf(url: string): string {
  return url
    .replace(/^(https?:\/\/)[^/@]*@/i, '$1')
    .replace(/(?:\.git)?\/*$/i, '')
    .toLowerCase();
}

/** No option, no control character, no blank, nothing that names more than one commit. */
function isPlausible(name: string): boolean {
  return /^[^-\s:^][^\s\0-\x1f\x7f:]{0,1023}$/.test(name) && !name.includes('..') && name.isWellFormed();
}

function isObjectId({ format }: Store, name: string): boolean {
  return format === 'sha256' ? /^[0-9a-f]{64}$/.test(name) : /^[0-9a-f]{40}$/.test(name);
}

/**
 * A tag becomes its commit; null for what is missing or no commit. An object id may have been fetched by us. A full
 * name means itself: git would go on to look for a tag of the name `refs/heads/main`.
 */
async function lookUp(store: Store, name: string): Promise<ObjectId | null> {
  const directory = isObjectId(store, name) ? store.objects : store.names;
  if (name.startsWith('refs/')) {
    const [ref = ''] = name.split(/[~^]|@\{/);
    const shown = await store.git.run({ directory, args: ['show-ref', '--verify', '--quiet', '--', ref] });
    if (shown.code !== 0) return null;
  }
  const { code, stdout } = await store.git.run({
    directory,
    args: ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`],
  });
  const id = stdout.toString('latin1').trim();
  return code === 0 && isObjectId(store, id) ? id : null;
}

async function fetchRevision(store: Store, origin: Origin, name: string): Promise<ObjectId | null> {
  const id = isObjectId(store, name) ? name : await findTip(store, origin, name);
  if (id === null || !(await fetchHistory(store, origin, [id], 1))) return null;
  return lookUp(store, id);
}

async function findTip(store: Store, origin: Origin, name: string): Promise<ObjectId | null> {
  // What these mean to git: a pattern, another commit, an entry of a log.
  if (/[*?[\\~^]|@\{/.test(name)) return null;
  const refs = name.startsWith('refs/') ? [name] : [`refs/heads/${name}`, `refs/tags/${name}`];
  for (const ref of refs) {
    const id = await readTip(store, origin, ref).catch(() => null);
    if (id !== null) return id;
  }
  return null;
}

/** Names that stand where nobody gave one. */
const REMEDIES: ReadonlyMap<string, string> = new Map([
  [
    'HEAD',
    'The repository has no commit yet, or lacks this one: commit something, fetch it, or name another revision.',
  ],
  ['origin/HEAD', 'Name what the change is measured against with --base, such as --base main.'],
]);

function unknown(name: string): GateError {
  const shown = showPath(name.slice(0, 200));
  return new GateError(
    'revision-unknown',
    `The revision "${shown}" is not in the repository. ${REMEDIES.get(name) ?? 'Check its name, or fetch it first.'}`,
  );
}

function notServed(): GateError {
  return new GateError(
    'git-failed',
    'There is no checkout, and the commit could not be fetched from the server. Give the job `permissions: contents: read`, or run actions/checkout before the gate.',
  );
}

function tooShallow(): GateError {
  return new GateError(
    'history-shallow',
    'A commit of the change is missing because the clone is shallow. Set `fetch-depth: 0` on the actions/checkout step of the workflow (or run `git fetch --unshallow`).',
  );
}
