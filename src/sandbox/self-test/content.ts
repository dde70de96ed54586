import { INSIDE } from '../inside.ts';

/**
 * Everything that may be found in each directory, and nothing else: the whole visible file system but for the
 * libraries and the view. A rung that shows more of a machine has to say so here.
 */
export const CONTENT: Readonly<Record<string, readonly string[]>> = {
  '/': ['dev', 'etc', 'home', 'lib', 'lib64', 'opt', 'pr', 'proc', 'run', 'tmp', 'usr', 'work'],
  '/dev': 'core fd full null ptmx pts random shm stderr stdin stdout tty urandom zero'.split(' '),
  '/dev/pts': ['ptmx'],
  '/dev/shm': [],
  '/etc': ['hosts', 'passwd'],
  '/home': ['agent'],
  [INSIDE.home]: ['.config'],
  '/opt': ['gate'],
  '/opt/gate': ['bin', 'node', 'opencode', 'opencode.json', 'relay.mjs'],
  '/opt/gate/bin': ['rg'],
  '/run': ['gate'],
  '/run/gate': ['broker.sock'],
  [INSIDE.tmp]: [],
  '/usr': ['bin', 'lib', 'lib64'],
  '/usr/bin': ['bwrap', 'prlimit'],
  [INSIDE.work]: [],
};

export const UNWRITABLE = [
  '/',
  '/dev',
  '/etc',
  '/etc/passwd',
  '/opt/gate',
  '/opt/gate/bin',
  '/proc',
  '/proc/self/oom_score_adj',
  '/proc/sys/kernel/core_pattern',
  '/proc/sys/kernel/hostname',
  '/proc/sysrq-trigger',
  '/run',
  '/run/gate',
  '/usr',
  '/usr/bin/bwrap',
  '/usr/lib',
  INSIDE.view,
  INSIDE.work,
  INSIDE.opencode,
  INSIDE.ripgrep,
  INSIDE.node,
  INSIDE.relay,
  INSIDE.config,
];
