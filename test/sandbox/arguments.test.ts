import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_LIMITS, resourceLimits } from '../../src/sandbox/limits.ts';
import { bwrapArguments, innerCommand, type Plan, stage } from '../../src/sandbox/rungs/arguments.ts';

const mounts = {
  view: '/host/view',
  opencode: '/host/opencode',
  ripgrep: '/host/rg',
  node: '/host/node',
  relay: '/host/relay',
  config: '/host/config',
  brokerSocket: '/host/socket',
};

const plan: Plan = {
  mounts,
  limits: DEFAULT_LIMITS,
  resources: resourceLimits(DEFAULT_LIMITS, new Map()),
  libraries: [
    { kind: 'directory', path: '/usr/lib' },
    { kind: 'link', path: '/lib', target: 'usr/lib' },
  ],
  bwrap: '/usr/bin/bwrap',
  prlimit: '/usr/bin/prlimit',
  descriptors: { passwd: 4, hosts: 5, lifeline: 6, info: 7, filter: null },
  user: 65_534,
  leaveRoot: null,
};

const asRoot: Plan = {
  ...plan,
  descriptors: { ...plan.descriptors, lifeline: null },
  user: 60_123,
  leaveRoot: '/usr/bin/setpriv',
};

test('nothing of the machine is bound but libraries, two programs and the mounts, all of it read-only', () => {
  const options = bwrapArguments(plan);
  const sources = options.flatMap((option, at) => (option === '--ro-bind' ? [options[at + 1]] : []));
  assert.deepEqual(sources, ['/usr/lib', '/usr/bin/bwrap', '/usr/bin/prlimit', ...Object.values(mounts)]);
  assert.deepEqual(
    options.filter((option) => /^--(dev-|ro-)?bind(-try|-fd)?$/.test(option)).length,
    sources.length,
  );
});

test('the root is sealed after everything else was put into it', () => {
  const options = bwrapArguments(plan);
  const last = options.lastIndexOf('--remount-ro');
  assert.deepEqual(options.slice(last), ['--remount-ro', '/', '--chdir', '/work']);
});

test('a syscall filter is one option more', () => {
  const filtered = bwrapArguments({ ...plan, descriptors: { ...plan.descriptors, filter: 8 } });
  const at = filtered.indexOf('--seccomp');
  assert.equal(filtered[at + 1], '8');
  assert.equal(filtered.length, bwrapArguments(plan).length + 2);
});

test('limits come before the program, hard ones too', () => {
  assert.deepEqual(innerCommand(plan), [
    '/usr/bin/prlimit',
    '--core=0:0',
    '--cpu=900:900',
    '--data=8589934592:8589934592',
    '--fsize=83886080:83886080',
    '--nofile=4096:4096',
    '--nproc=256:256',
    '--stack=16777216:16777216',
    '/opt/gate/node',
    '/opt/gate/relay.mjs',
  ]);
});

test('from root there is no user namespace, and what runs inside has another user and no right left', () => {
  const options = bwrapArguments(asRoot);
  assert.ok(!options.includes('--unshare-user') && !options.includes('--unshare-all'));
  assert.deepEqual(
    options.filter((option) => option.startsWith('--unshare-')),
    ['--unshare-ipc', '--unshare-pid', '--unshare-net', '--unshare-uts', '--unshare-cgroup'],
  );
  assert.deepEqual(innerCommand(asRoot).slice(8), [
    '/usr/bin/setpriv',
    '--reuid=60123',
    '--regid=60123',
    '--clear-groups',
    '--inh-caps=-all',
    '--ambient-caps=-all',
    '--bounding-set=-all',
    '--no-new-privs',
    '/opt/gate/node',
    '/opt/gate/relay.mjs',
  ]);
});

test('real root is left before bwrap makes the sandbox', () => {
  const { command, mounts: staged } = stage('/usr/bin/bwrap', '/usr/bin/setpriv', mounts, 60_001);
  assert.deepEqual(command.slice(-5), [
    '/usr/bin/setpriv',
    '--reuid=60001',
    '--regid=60001',
    '--clear-groups',
    '--',
  ]);
  assert.equal(staged.view, '/tmp/view');
  assert.ok(Object.values(staged).every((path) => command.includes(path)));
});
