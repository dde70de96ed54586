import { spawnSync } from 'node:child_process';
import { GateError } from '../../errors.ts';
import { PROFILE, readKind } from '../remedy.ts';
import type { Rung } from '../sandbox.ts';
import { bwrapUserns } from './bwrap-userns.ts';
import { trustedProgram } from './machine.ts';
import { rootAccess } from './root-access.ts';

/**
 * `bwrap-userns` after AppArmor was told to let bubblewrap, and nothing else, make user namespaces. Only by name: the
 * profile stays on the machine until it is started again.
 */
export const bwrapUsernsApparmor: Rung = {
  name: 'bwrap-userns-apparmor',
  open: (mounts, limits) => {
    const [program = '', ...args] = loadCommand(readKind().appArmor, () => [...rootAccess(), findParser()]);
    load(program, args);
    return { ...bwrapUserns.open(mounts, limits), rung: bwrapUsernsApparmor.name };
  },
};

/** The command that loads a profile from its standard input. Throws GateError `sandbox-unavailable`. */
export function loadCommand(isRestricted: boolean, parser: () => readonly string[]): readonly string[] {
  if (isRestricted) return [...parser(), '-r'];
  throw new GateError(
    'sandbox-unavailable',
    'AppArmor does not restrict user namespaces on this machine; use `auto`.',
  );
}

const findParser = () =>
  trustedProgram('apparmor_parser', 'apt-get install apparmor', ['/usr/sbin', '/sbin', '/usr/bin']);

/** Milliseconds; it takes about 50. */
const LOAD_MS = 10_000;

/** Loads the profile that lets bubblewrap make user namespaces. Throws GateError `sandbox-unavailable`. */
export function load(program: string, args: readonly string[]): void {
  const { status } = spawnSync(program, [...args], {
    cwd: '/',
    env: {},
    input: `${PROFILE}\n`,
    stdio: ['pipe', 'ignore', 'ignore'],
    timeout: LOAD_MS,
  });
  if (status === 0) return;
  throw new GateError(
    'sandbox-unavailable',
    `apparmor_parser did not load the profile (exit code ${status}); it needs AppArmor 4.0 (Ubuntu 24.04).`,
  );
}
