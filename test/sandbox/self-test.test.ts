import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { INSIDE } from '../../src/sandbox/inside.ts';
import { DEFAULT_LIMITS } from '../../src/sandbox/limits.ts';
import { bwrapUserns, openBwrap } from '../../src/sandbox/rungs/bwrap-userns.ts';
import { dangerouslyNone } from '../../src/sandbox/rungs/dangerously-none.ts';
import { type Machine, readMachine } from '../../src/sandbox/rungs/machine.ts';
import type { Limits, Rung } from '../../src/sandbox/sandbox.ts';
import { selfTest } from '../../src/sandbox/self-test.ts';
import { makeMounts } from './mounts.ts';

const made = await makeMounts();
after(() => made.remove());

type Options = readonly string[];

/** The rung with one thing changed. */
const changed = (
  vary: (options: Options) => Options,
  limits: Partial<Limits> = {},
  machine: Machine = readMachine(),
): Rung => ({
  name: 'changed',
  open: (mounts, given) => openBwrap(machine, mounts, { ...given, ...limits }, vary),
});

const failed = (checks: Readonly<Record<string, boolean>>) =>
  Object.keys(checks).filter((name) => !checks[name]);

test('the rung proves itself on this machine', async () => {
  const report = await selfTest(
    changed((options) => options),
    made.mounts,
    DEFAULT_LIMITS,
  );
  assert.deepEqual(failed(report.checks), []);
  assert.ok(report.passed);
  assert.equal(report.why, undefined);
  assert.ok(Object.keys(report.checks).length >= 20);
});

test('without any isolation nearly every check fails', async () => {
  const report = await selfTest(dangerouslyNone, made.mounts, DEFAULT_LIMITS);
  assert.equal(report.passed, false);
  const held = Object.keys(report.checks).filter((name) => report.checks[name]);
  assert.deepEqual(held.toSorted(), ['broker-reachable', 'kill-leaves-nothing', 'session-own', 'starts']);
});

/** The options without the ones named, each with as many values as it takes. */
const without =
  (count: number, ...match: readonly string[]) =>
  (options: Options) => {
    const at = options.findIndex((_, index) =>
      match.every((word, offset) => options[index + offset] === word),
    );
    assert.notEqual(at, -1, `${match.join(' ')} is an option`);
    return options.toSpliced(at, count);
  };

/** Each of the two alone refuses a user namespace. */
function withoutTwoGuards(options: Options): Options {
  return without(1, '--disable-userns')(without(2, '--seccomp')(options));
}

const instead =
  (from: string, ...to: readonly string[]) =>
  (options: Options) =>
    options.flatMap((option) => (option === from ? to : [option]));

const NAMESPACES = ['--unshare-ipc', '--unshare-pid', '--unshare-net', '--unshare-uts', '--unshare-cgroup'];
const sharing = (name: string) => instead('--unshare-all', ...NAMESPACES.filter((each) => each !== name));
/** The relay's port is taken on the machine whenever another test shares the network, too. */
const withNetwork = (options: Options) =>
  sharing('--unshare-net')(instead(String(INSIDE.port), '0')(options));

/** Puts options before the file system is sealed. */
const early =
  (...more: readonly string[]) =>
  (options: Options) =>
    more.concat(options);

for (const [what, vary, check] of [
  ['the network of the machine', withNetwork, 'network-unreachable'],
  ['the processes of the machine', sharing('--unshare-pid'), 'own-processes-only'],
  ['the shared memory of the machine', sharing('--unshare-ipc'), 'namespaces-own'],
  ['the cgroup of the machine', sharing('--unshare-cgroup'), 'namespaces-own'],
  ['a host name that was not changed', without(2, '--hostname'), 'namespaces-own'],
  ['user namespaces to be had', withoutTwoGuards, 'namespaces-refused'],
  ['no syscall filter', without(2, '--seccomp'), 'system-calls-refused'],
  ['another user inside', without(4, '--uid'), 'identity-unprivileged'],
  ['a session of the machine', without(1, '--new-session'), 'session-own'],
  ['a capability', instead('--cap-drop', '--cap-add'), 'identity-unprivileged'],
  ['one more variable', (options: Options) => [...options, '--setenv', 'X', '1'], 'environment-as-listed'],
  ['a missing variable', without(3, '--setenv', 'OPENCODE_PURE'), 'environment-as-listed'],
  ['a writable root', without(2, '--remount-ro', '/'), 'files-read-only'],
  ['a writable /dev', without(2, '--remount-ro', '/dev'), 'files-read-only'],
  ['a writable /proc', without(2, '--remount-ro', '/proc'), 'files-read-only'],
  ['a directory of the machine', early('--ro-bind', '/var', '/var'), 'files-as-listed'],
  ['a file of the machine', early('--ro-bind', '/etc/hostname', '/etc/hostname'), 'files-as-listed'],
  ['a home of the machine', early('--dir', '/root'), 'files-as-listed'],
  ['an unbounded home', without(2, '--size'), 'memory-files-bounded'],
  ['no view', (options: Options) => withoutMount(options, '/pr'), 'view-readable'],
  ['no broker', (options: Options) => withoutMount(options, '/run/gate/broker.sock'), 'broker-reachable'],
  ['no ripgrep', (options: Options) => withoutMount(options, '/opt/gate/bin/rg'), 'programs-usable'],
] as const) {
  test(`${what}: the self-test sees it`, async () => {
    const report = await selfTest(changed(vary), made.mounts, DEFAULT_LIMITS);
    assert.equal(report.passed, false);
    assert.equal(report.checks['starts'], true, report.why);
    assert.ok(failed(report.checks).includes(check), `${failed(report.checks).join()} ${report.why}`);
  });
}

function withoutMount(options: Options, place: string): Options {
  const at = options.indexOf(place);
  return options.toSpliced(at - 2, 3);
}

test('a writable view: the self-test sees it', async () => {
  const writable = (options: Options) => options.with(options.indexOf('/pr') - 2, '--bind');
  const report = await selfTest(changed(writable), made.mounts, DEFAULT_LIMITS);
  // A root's view may belong to root, and then is not writable by a user of another number anyway.
  if (process.getuid?.() !== 0) assert.deepEqual(failed(report.checks), ['files-read-only']);
});

test('limits that are not those that were asked for: the self-test sees it', async () => {
  const report = await selfTest(
    changed((options) => options, { processes: 300 }),
    made.mounts,
    DEFAULT_LIMITS,
  );
  assert.deepEqual(failed(report.checks), ['limits-applied']);
});

test('a bwrap that isolates nothing and says it did fails the proof', async () => {
  const bwrap = join(made.directory, 'bwrap');
  writeFileSync(bwrap, `#!${made.mounts.node}\n${PRETENDER}`, { mode: 0o755 });
  const machine = { ...readMachine(), bwrap, setpriv: null };
  const report = await selfTest(
    changed((options) => options, {}, machine),
    made.mounts,
    DEFAULT_LIMITS,
  );
  assert.equal(report.passed, false);
  assert.ok(report.checks['starts'], report.why);
  for (const check of ['files-hidden', 'own-processes-only', 'network-unreachable', 'namespaces-own']) {
    assert.ok(failed(report.checks).includes(check), check);
  }
});

/** Runs what it was asked to run, with the paths of the machine, the right variables and the right limits. */
const PRETENDER = `
const { spawn } = require('node:child_process');
const options = require('node:fs').readFileSync(3, 'latin1').split('\\0');
const [paths, env] = [{}, {}];
options.forEach((option, at) => {
  if (option === '--ro-bind') paths[options[at + 2]] = options[at + 1];
  if (option === '--setenv') env[options[at + 1]] = options[at + 2];
});
const real = (path) => paths[path] ?? path;
env.GATE_BROKER = real(env.GATE_BROKER);
// The port is free inside; out here another run may have it.
env.GATE_RELAY_PORT = '0';
env.XDG_CONFIG_HOME = require('node:path').join(__dirname, 'home');
const [program, ...args] = process.argv.slice(process.argv.indexOf('--') + 1).map(real);
spawn(program, args, { env, stdio: 'inherit' }).on('exit', (code) => process.exit(code));`;

test('a bwrap that fails is reported with its words', async () => {
  const report = await selfTest(changed(early('--no-such-option')), made.mounts, DEFAULT_LIMITS);
  assert.deepEqual(report.checks, { starts: false });
  assert.match(report.why ?? '', /exit code 1\): bwrap Unknown option --no-such-option$/);
});

test('a bwrap that stands first in PATH is not asked', async (t) => {
  const marker = join(made.directory, 'marker');
  writeFileSync(join(made.directory, 'bwrap'), `#!/bin/sh\ntouch ${marker}\n`, { mode: 0o755 });
  const path = process.env['PATH'];
  t.after(() => {
    process.env['PATH'] = path;
  });
  process.env['PATH'] = `${made.directory}:${path}`;
  assert.ok((await selfTest(bwrapUserns, made.mounts, DEFAULT_LIMITS)).passed);
  assert.equal(existsSync(marker), false);
});
