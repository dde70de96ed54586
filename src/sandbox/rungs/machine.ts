import { existsSync, lstatSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GateError } from '../../errors.ts';
import type { LibraryRoot } from './arguments.ts';

/** What the bwrap rung uses of this machine. */
export type Machine = {
  readonly bwrap: string;
  /** Closes foreign descriptors, which Node cannot do, before bwrap starts. */
  readonly bash: string;
  readonly prlimit: string;
  readonly libraries: readonly LibraryRoot[];
  /** Only for the machine's real root, who must not stay root: the tree then runs as an unused user id. */
  readonly setpriv: string | null;
};

/** Reads the machine. Throws GateError `sandbox-unavailable` with the remedy when a program is missing or not root's. */
export function readMachine(): Machine {
  requireLinux();
  return {
    bwrap: trustedProgram('bwrap', 'apt-get install bubblewrap'),
    bash: trustedProgram('bash', 'apt-get install bash'),
    prlimit: trustedProgram('prlimit', 'apt-get install util-linux'),
    libraries: ['/usr/lib', '/usr/lib64', '/lib', '/lib64'].flatMap(libraryRoot),
    setpriv: isRealRoot() ? trustedProgram('setpriv', 'apt-get install util-linux') : null,
  };
}

/** Throws GateError `sandbox-unavailable`. */
export function requireLinux(): void {
  if (process.platform === 'linux') return;
  throw new GateError('sandbox-unavailable', `It needs Linux, and this machine runs ${process.platform}.`);
}

/** Root of a user namespace is somebody else to the kernel, and no danger. */
export const isRealRoot = () =>
  process.geteuid?.() === 0 && /^\s*0\s+0\s+4294967295\s*$/.test(readFileSync('/proc/self/uid_map', 'utf8'));

/**
 * A program that only root can have put there. PATH is not asked: an earlier step of a workflow can change it.
 * Throws GateError `sandbox-unavailable`.
 */
export function trustedProgram(
  name: string,
  install: string,
  places: readonly string[] = ['/usr/bin', '/bin'],
): string {
  const found = places.map((place) => join(place, name)).find((path) => existsSync(path));
  if (found === undefined) {
    throw new GateError(
      'sandbox-unavailable',
      `${name} is not in ${places.join(' or ')}; install it (\`${install}\`).`,
    );
  }
  const path = realpathSync(found);
  for (const part of wayTo(path)) {
    const { uid, mode } = statSync(part);
    if (uid === 0 && (mode & 0o022) === 0) continue;
    throw new GateError(
      'sandbox-unavailable',
      `${part} does not belong to root alone, so another user could replace the sandbox; set owner root and mode 755.`,
    );
  }
  return path;
}

/** The path and every folder above it: who owns one of them can put another one in the place of what is below. */
function wayTo(path: string): readonly string[] {
  const above = dirname(path);
  return above === path ? [path] : [path, ...wayTo(above)];
}

function libraryRoot(path: string): readonly LibraryRoot[] {
  const entry = lstatSync(path, { throwIfNoEntry: false });
  if (entry === undefined) return [];
  if (entry.isSymbolicLink()) return [{ kind: 'link', path, target: readlinkSync(path) }];
  return [{ kind: 'directory', path }];
}
