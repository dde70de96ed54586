import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { GateError } from '../../errors.ts';
import { isRealRoot, trustedProgram } from './machine.ts';

/**
 * The words that run a command as root of this machine: none for root itself, sudo's for a user who may use it without
 * a password. A password that was given a moment ago does not count (`-k`): a review must not borrow it. Throws
 * GateError `sandbox-unavailable`.
 */
export function rootAccess(): readonly string[] {
  if (isRealRoot()) return [];
  const words = existsSync('/usr/bin/sudo') ? sudo() : null;
  if (words !== null && mayUse(words)) return words;
  throw new GateError('sandbox-unavailable', 'It needs root, or sudo without a password.');
}

const sudo = () => [trustedProgram('sudo', 'apt-get install sudo'), '-k', '-n', '--'];

/** Milliseconds; sudo may ask a directory server who the user is. */
const SUDO_MS = 3_000;

function mayUse([program = '', ...args]: readonly string[]): boolean {
  const { status } = spawnSync(program, [...args, '/bin/true'], {
    cwd: '/',
    env: {},
    stdio: 'ignore',
    timeout: SUDO_MS,
    killSignal: 'SIGKILL',
  });
  return status === 0;
}
