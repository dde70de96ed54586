import { constants } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { GateError } from '../../errors.ts';
import type { NpmPlaces } from './find-npm.ts';
import { hashFile } from './hash-file.ts';
import { installPins } from './install-opencode.ts';
import { PINS, type Pin, type Pins } from './pins.ts';

export type FindRequest = {
  /** The `opencode-path` input; empty when the pinned OpenCode is wanted. */
  readonly explicit: string;
  /** The directory of the bundles; the locked packages lie beside it. */
  readonly dist: string;
  /** Where packages are kept between runs; default: `cacheDirectory` of this machine. */
  readonly cache?: string;
  readonly env: NodeJS.ProcessEnv;
  /** Where npm is looked for; default: beside our Node, and root's own folders. */
  readonly places?: NpmPlaces;
  readonly signal: AbortSignal;
};

export type Executable = { readonly path: string; readonly sha256: string };

/** Absolute paths of executables. `checked` settles when their bytes are known; it rejects with `opencode-hash`. */
export type Found = {
  readonly opencode: string;
  readonly ripgrep: string;
  readonly checked: Promise<{
    readonly opencode: Executable;
    readonly ripgrep: Executable;
    /** False for an OpenCode that the workflow brought and whose bytes are not the pinned ones. */
    readonly isPinned: boolean;
  }>;
};

/**
 * Finds OpenCode and ripgrep: the path that the workflow names, the locked packages beside the bundle, the cache, or
 * a fresh installation through npm into the cache. Throws GateError `opencode-missing`.
 */
export async function findOpencode(request: FindRequest): Promise<Found> {
  const pins = PINS.get(`${process.platform}-${process.arch}`);
  if (request.explicit !== '') return findExplicit(request, pins);
  if (pins === undefined) throw noPin();
  const directory = await findPackages(request, [pins.opencode, pins.ripgrep]);
  const opencode = join(directory, pins.opencode.package, pins.opencode.file);
  const ripgrep = join(directory, pins.ripgrep.package, pins.ripgrep.file);
  return checking(
    { opencode, ripgrep },
    Promise.all([
      checkPin(opencode, pins.opencode, request.signal),
      checkPin(ripgrep, pins.ripgrep, request.signal),
    ]).then(([one, two]) => ({ opencode: one, ripgrep: two, isPinned: true })),
  );
}

/** `$RUNNER_TOOL_CACHE` on a runner, else the user's cache directory. */
export function cacheDirectory(env: NodeJS.ProcessEnv): string {
  const base = env['RUNNER_TOOL_CACHE'] || env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(base, 'opencode-review-gate');
}

async function findExplicit(request: FindRequest, pins: Pins | undefined): Promise<Found> {
  const { explicit, signal } = request;
  if (!(await isExecutable(explicit)))
    throw new GateError(
      'opencode-missing',
      'There is no executable file at opencode-path. Name the native executable, or leave opencode-path empty.',
    );
  const opencode = await realpath(explicit);
  const ripgrep = await findRipgrep(request, pins);
  return checking(
    { opencode, ripgrep },
    Promise.all([hashFile(opencode, signal), hashFile(ripgrep, signal)]).then(([one, two]) => ({
      opencode: { path: opencode, sha256: one },
      ripgrep: { path: ripgrep, sha256: two },
      isPinned: one === pins?.opencode.sha256,
    })),
  );
}

/** Beside an OpenCode of the workflow: the pinned ripgrep where there is one, else the system's. */
async function findRipgrep(request: FindRequest, pins: Pins | undefined): Promise<string> {
  if (pins !== undefined) {
    const directory = await findPackages(request, [pins.ripgrep]);
    const path = join(directory, pins.ripgrep.package, pins.ripgrep.file);
    await checkPin(path, pins.ripgrep, request.signal);
    return path;
  }
  for (const path of ['/usr/bin/rg', '/usr/local/bin/rg'])
    if (await isExecutable(path)) return realpath(path);
  throw new GateError(
    'opencode-missing',
    'OpenCode needs ripgrep to search, and there is none in /usr/bin; install the package "ripgrep".',
  );
}

/** The first `node_modules` that has all of these packages; installed when there is none. */
async function findPackages(request: FindRequest, pins: readonly Pin[]): Promise<string> {
  const beside = join(request.dist, '..', 'node_modules');
  const files = pins.map((pin) => join(beside, pin.package, pin.file));
  if ((await Promise.all(files.map(isExecutable))).every(Boolean)) return beside;
  const cache = request.cache ?? cacheDirectory(request.env);
  const { env, signal, places } = request;
  return installPins(pins, { cache, env, signal, ...(places === undefined ? {} : { places }) });
}

async function checkPin(path: string, pin: Pin, signal: AbortSignal): Promise<Executable> {
  const sha256 = await hashFile(path, signal).catch((cause: unknown) => {
    throw new GateError('opencode-missing', `${pin.name} could not be read after it was found.`, { cause });
  });
  if (sha256 === pin.sha256) return { path, sha256 };
  throw new GateError(
    'opencode-hash',
    `The ${pin.name} executable is not the one that is pinned (${pin.package} ${pin.version}). Delete it, so that it is installed again, and find out who changed it.`,
  );
}

/** Nobody may have asked for `checked` yet when it fails. */
function checking(paths: Pick<Found, 'opencode' | 'ripgrep'>, checked: Found['checked']): Found {
  checked.catch(() => undefined);
  return { ...paths, checked };
}

export async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

function noPin(): GateError {
  return new GateError(
    'opencode-missing',
    `No OpenCode is pinned for ${process.platform}-${process.arch}. Install the OpenCode that you trust for this platform and name its executable in opencode-path.`,
  );
}
