import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ExecaError, execa } from 'execa';
import { GateError } from '../../errors.ts';
import { findNpm, type NpmPlaces } from './find-npm.ts';
import type { Pin } from './pins.ts';

export type InstallRequest = {
  readonly cache: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Where npm may be; the usual places when absent. */
  readonly places?: NpmPlaces;
};

const INSTALL_MS = 5 * 60_000;

/**
 * Returns the `node_modules` of the cache that holds these packages, installing them through npm when it does not.
 * npm compares each tarball with its SHA-512 and runs no script. Two runs at once do not disturb each other: each
 * fills a directory of its own, and the first one to finish keeps the name. Throws GateError `opencode-missing`.
 */
export async function installPins(pins: readonly Pin[], request: InstallRequest): Promise<string> {
  const place = join(request.cache, nameOf(pins));
  if (await exists(place)) return join(place, 'node_modules');
  const work = await makeDirectory(request.cache);
  try {
    await writeFile(join(work, 'package.json'), renderManifest(pins));
    await writeFile(join(work, 'package-lock.json'), renderLock(pins));
    await runNpm(work, request);
    await keep(work, place);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return join(place, 'node_modules');
}

/** Another version, another integrity or another set of packages has another name. */
function nameOf(pins: readonly Pin[]): string {
  const digest = createHash('sha256').update(renderLock(pins)).digest('hex').slice(0, 16);
  return `packages-${digest}`;
}

async function makeDirectory(cache: string): Promise<string> {
  try {
    await mkdir(cache, { recursive: true });
    return await mkdtemp(join(cache, 'installing-'));
  } catch (cause) {
    throw new GateError(
      'opencode-missing',
      'OpenCode could not be installed: the cache directory cannot be written. Make it writable, or set opencode-path.',
      { cause },
    );
  }
}

export function renderManifest(pins: readonly Pin[]): string {
  return JSON.stringify({ private: true, dependencies: dependenciesOf(pins) });
}

/** No address of a registry: npm takes the one that the machine is set up for, and the integrity decides. */
export function renderLock(pins: readonly Pin[]): string {
  const locked = pins.map(
    (pin) => [`node_modules/${pin.package}`, { version: pin.version, integrity: pin.integrity }] as const,
  );
  return JSON.stringify({
    lockfileVersion: 3,
    requires: true,
    packages: { '': { dependencies: dependenciesOf(pins) }, ...Object.fromEntries(locked) },
  });
}

function dependenciesOf(pins: readonly Pin[]) {
  return Object.fromEntries(pins.map((pin) => [pin.package, pin.version]));
}

const NPM = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];

async function runNpm(cwd: string, { env, signal, places }: InstallRequest): Promise<void> {
  const [program, ...words] = (await findNpm(places)) ?? [];
  if (program === undefined) throw notInstalled(NO_NPM);
  const options = {
    cwd,
    env: npmEnvironment(env),
    extendEnv: false,
    stdin: 'ignore',
    timeout: INSTALL_MS,
    cancelSignal: signal,
    killDescendants: true,
  } as const;
  await execa(program, [...words, ...NPM], options).catch((cause: unknown) => {
    throw notInstalled(reasonOfNpm(cause), cause);
  });
}

const NO_NPM = "there is none beside the Node that runs the gate, and none of root's in /usr/bin";

function notInstalled(why: string, cause?: unknown): GateError {
  return new GateError(
    'opencode-missing',
    `OpenCode could not be installed through npm (${why}). Check npm and its registry settings, or set opencode-path.`,
    { cause },
  );
}

/** npm's own error code is all that is repeated of what it prints. */
function reasonOfNpm(cause: unknown): string {
  if (!(cause instanceof ExecaError)) return 'unknown';
  const code = /\bcode ([A-Z][A-Z0-9_]{2,40})\b/u.exec(String(cause.stderr))?.[1];
  return code ?? 'npm ci failed';
}

/** Where npm finds a registry and how it gets there. What `npm run` adds about its own package would mislead it. */
const NPM_SETTINGS =
  'registry|userconfig|globalconfig|cache|ca|cafile|cert|key|proxy|https_proxy|noproxy|strict_ssl|fetch_\\w+|maxsockets|prefer_offline|offline';
const PASSED_ON = new RegExp(
  `^(HOME|https?_proxy|no_proxy|all_proxy|NODE_EXTRA_CA_CERTS|npm_config_(${NPM_SETTINGS}))$`,
  'iu',
);

/** What npm needs to reach a registry, by an allow list; nothing of the workflow, and no PATH but the system's. */
export function npmEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(env).filter(([name]) => PASSED_ON.test(name));
  return {
    ...Object.fromEntries(entries.map(([name, value]) => [name, value ?? ''])),
    PATH: '/usr/bin:/bin',
  };
}

async function keep(work: string, place: string): Promise<void> {
  try {
    await rename(work, place);
  } catch (cause) {
    // Another run was faster; what it kept is checked by its hash like everything else.
    if (!(await exists(place)))
      throw new GateError(
        'opencode-missing',
        'OpenCode was installed but could not be kept in the cache directory.',
        { cause },
      );
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
