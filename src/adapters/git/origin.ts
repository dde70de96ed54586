import type { ObjectId } from '../../change/change.ts';
import { GateError } from '../../errors.ts';
import { saidBy } from './git-process.ts';
import type { Store } from './store.ts';

/** Where missing objects may come from. `env` holds address and token: neither is ever an argument or on disk. */
export type Origin = {
  readonly url: string;
  readonly env: Readonly<Record<string, string>>;
  /** The caller named the address, so what it says about its branches stands above what the clone says. */
  readonly isGiven: boolean;
};

/** An address to fetch from, and the token that is sent to that address alone; variables that name a proxy to it. */
export type FetchFrom = {
  readonly url?: string;
  readonly token?: string;
  readonly proxies?: Readonly<Record<string, string>>;
};

/**
 * The origin to fetch from: the address given, else that of the repository's remote `origin`. Null when there is
 * none, or one that is neither https, nor http on this machine, nor a directory. A token needs an address that the
 * caller gave: what the repository's configuration says must not receive it.
 */
export function openOrigin(
  configured: string | undefined,
  { url, token, proxies = {} }: FetchFrom,
): Origin | null {
  const address = url ?? configured ?? '';
  const protocol = protocolOf(address);
  if (protocol === null) return null;
  const settings: [string, string][] = [
    [`remote.${REMOTE}.url`, address],
    [`remote.${REMOTE}.promisor`, 'true'],
    [`remote.${REMOTE}.partialclonefilter`, 'blob:none'],
    ['http.followRedirects', 'false'],
    // While the server of a large repository counts its objects, it sends next to nothing.
    ['http.lowSpeedLimit', '1000'],
    ['http.lowSpeedTime', '150'],
    ['protocol.version', '2'],
  ];
  if (token !== undefined && url !== undefined && protocol !== 'file')
    settings.push(authorization(url, token));
  // Through a tunnel, in which the proxy sees no token; plain http stays on this machine.
  const way = protocol === 'https' ? proxies : {};
  const env = { ...way, GIT_ALLOW_PROTOCOL: protocol, ...asEnvironment(settings) };
  return { url: address, env, isGiven: url !== undefined };
}

/**
 * Fetches commits by id with `depth` commits of history and their trees, but no blobs. False when the origin refuses.
 */
export async function fetchHistory(store: Store, origin: Origin, ids: readonly ObjectId[], depth: number) {
  const { code } = await store.git.run({
    directory: store.objects,
    args: [...FETCH, `--depth=${depth}`, '--filter=blob:none', REMOTE, ...new Set(ids)],
    env: origin.env,
    timeout: FETCH_TIMEOUT_MS,
  });
  return code === 0;
}

/** Fetches objects by id: a blob alone, a tree with all trees below it. Throws GateError `history-shallow`. */
export async function fetchObjects(store: Store, origin: Origin, ids: readonly ObjectId[]): Promise<void> {
  const { code, stderr } = await store.git.run({
    directory: store.objects,
    args: ['-c', 'fetch.negotiationAlgorithm=noop', ...FETCH, '--filter=blob:none', '--stdin', REMOTE],
    stdin: Buffer.from(`${ids.join('\n')}\n`),
    env: origin.env,
    timeout: FETCH_TIMEOUT_MS,
  });
  if (code === 0) return;
  throw new GateError(
    'history-shallow',
    `This is a partial clone, and the missing files could not be fetched${saidBy(stderr)}. Remove \`filter\` from the actions/checkout step, or let the gate fetch with a token that may read the repository.`,
  );
}

/** What a full ref name (`refs/…`) points to at the origin now, or null when it is not there. Throws `git-failed`. */
export async function readTip(store: Store, origin: Origin, ref: string): Promise<ObjectId | null> {
  const answer = await store.git.read({
    directory: store.objects,
    args: ['ls-remote', '--quiet', REMOTE, ref],
    env: origin.env,
    timeout: FETCH_TIMEOUT_MS,
  });
  // The name is a pattern to git, so only the line with exactly this name counts.
  const lines = answer.toString('utf8').split('\n');
  const line = lines.find((candidate) => candidate.endsWith(`\t${ref}`));
  return line?.split('\t')[0] ?? null;
}

const REMOTE = 'gate';
const FETCH_TIMEOUT_MS = 300_000;
const FETCH = [
  'fetch',
  '--quiet',
  '--no-tags',
  '--no-write-fetch-head',
  '--no-recurse-submodules',
  '--no-auto-maintenance',
];

function protocolOf(address: string): string | null {
  if (/^https:\/\/[^/]/.test(address)) return 'https';
  if (/^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?\//.test(address)) return 'http';
  return /^(?:file:\/\/)?\//.test(address) ? 'file' : null;
}

function authorization(url: string, token: string): [string, string] {
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new GateError('input-invalid', 'The GitHub token holds a character that no token has.');
  const credential = Buffer.from(`x-access-token:${token}`).toString('base64');
  return [`http.${new URL(url).origin}/.extraheader`, `AUTHORIZATION: basic ${credential}`];
}

function asEnvironment(settings: readonly [string, string][]): Record<string, string> {
  const pairs = settings.flatMap(([key, value], index): [string, string][] => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return { GIT_CONFIG_COUNT: String(settings.length), ...Object.fromEntries<string>(pairs) };
}
