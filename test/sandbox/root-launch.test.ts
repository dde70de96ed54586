import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { filterFor } from '../../src/sandbox/filter/filter-for.ts';
import { openTurns } from '../../src/sandbox/frames.ts';
import { DEFAULT_LIMITS, resourceLimits } from '../../src/sandbox/limits.ts';
import { bwrapArguments, HOSTS, innerCommand, passwd } from '../../src/sandbox/rungs/arguments.ts';
import { share } from '../../src/sandbox/rungs/give.ts';
import {
  openRootLaunch,
  type RootMachine,
  readRootMachine,
  rootLaunch,
} from '../../src/sandbox/rungs/root-launch.ts';
import { ROOT_FD, startSupervised } from '../../src/sandbox/rungs/supervisor.ts';
import type { Rung, SandboxProcess } from '../../src/sandbox/sandbox.ts';
import { selfTest } from '../../src/sandbox/self-test.ts';
import { MAY_BE_ROOT } from './lane.ts';
import { makeMounts, makeMountsRunning } from './mounts.ts';
import { runInside } from './run-inside.ts';

const made = await makeMounts();
after(() => made.remove());

const run = promisify(execFile);

test('a user without rights is refused in one sentence', async () => {
  const script = join(import.meta.dirname, 'refused.ts');
  const node = [process.execPath, '--no-warnings', script];
  const leave = ['/usr/bin/setpriv', '--reuid=65432', '--regid=65432', '--clear-groups'];
  const [program = '', ...args] = process.getuid?.() === 0 ? [...leave, ...node] : node;
  const { stdout } = await run(program, args);
  const refusal = 'It needs root, or sudo without a password.\n';
  assert.equal(stdout, MAY_BE_ROOT && process.getuid?.() !== 0 ? '' : refusal);
});

test('what others can enter is not opened to others', () => {
  const file = join(made.directory, 'kept');
  writeFileSync(file, '', { mode: 0o600 });
  share(file);
  assert.equal(statSync(file).mode & 0o777, 0o604);
  chmodSync(made.directory, 0o711);
  try {
    assert.throws(() => share(file), /must have mode 700/);
  } finally {
    chmodSync(made.directory, 0o700);
  }
});

if (MAY_BE_ROOT) {
  const machine = readRootMachine();
  type Vary = (options: readonly string[]) => readonly string[];
  const changed = (vary: Vary): Rung => ({
    name: 'changed',
    open: (mounts, limits) => openRootLaunch(machine, mounts, limits, vary),
  });

  test('the rung proves itself, and says what bounds its memory', async () => {
    const report = await selfTest(rootLaunch, made.mounts, DEFAULT_LIMITS);
    assert.deepEqual(
      Object.keys(report.checks).filter((name) => !report.checks[name]),
      [],
      report.why,
    );
    assert.equal(report.memory, machine.memory.bound);
  });

  const without = (count: number, ...match: readonly string[]): Vary => {
    return (options) => {
      const at = options.findIndex((_, index) =>
        match.every((word, offset) => options[index + offset] === word),
      );
      assert.notEqual(at, -1, `${match.join(' ')} is an option`);
      return options.toSpliced(at, count);
    };
  };

  /** The relay's port is taken on the machine whenever another test shares the network, too. */
  const withNetwork: Vary = (options) =>
    without(1, '--unshare-net')(options.with(options.indexOf('GATE_RELAY_PORT') + 1, '0'));

  for (const [what, vary, check] of [
    ['the network of the machine', withNetwork, 'network-unreachable'],
    ['the processes of the machine', without(1, '--unshare-pid'), 'own-processes-only'],
    ['the shared memory of the machine', without(1, '--unshare-ipc'), 'namespaces-own'],
    ['the cgroup of the machine', without(1, '--unshare-cgroup'), 'namespaces-own'],
    ['a session of the machine', without(1, '--new-session'), 'session-own'],
    ['user namespaces to be had', without(2, '--seccomp'), 'namespaces-refused'],
    ['a writable /proc', without(2, '--remount-ro', '/proc'), 'files-read-only'],
    ['an unbounded home', without(2, '--size'), 'memory-files-bounded'],
  ] as const) {
    test(`from root, ${what}: the self-test sees it`, async () => {
      const report = await selfTest(changed(vary), made.mounts, DEFAULT_LIMITS);
      assert.equal(report.passed, false);
      assert.equal(report.checks['starts'], true, report.why);
      assert.equal(report.checks[check], false, report.why);
    });
  }

  /** The sandbox with root's own command line, so that a step of it can be left out. */
  function launch(mounts: typeof made.mounts, stays: 'root' | 'user', vary: Vary): SandboxProcess {
    const descriptors = { ...ROOT_FD, lifeline: null };
    const resources = resourceLimits(DEFAULT_LIMITS, new Map());
    const parts = { ...machine, mounts, limits: DEFAULT_LIMITS, resources, descriptors, user: 60_000 };
    const plan = { ...parts, leaveRoot: machine.setpriv };
    const inner = innerCommand(stays === 'root' ? { ...plan, leaveRoot: null } : plan);
    return startSupervised(machine.asRoot, machine.bash, {
      passwd: passwd(60_000),
      hosts: HOSTS,
      filter: filterFor(process.arch),
      memoryBytes: null,
      group: null,
      options: vary(bwrapArguments(plan)),
      command: [machine.bwrap, '--args', String(ROOT_FD.list), '--', ...inner],
    });
  }

  const SYSCTL = `
const fs = require('node:fs');
try { fs.accessSync('/proc/sys/kernel/core_pattern', fs.constants.W_OK); console.log('writable'); }
catch (error) { console.log(error.code); }`;

  test('what keeps root from the settings of the machine: another user, and a sealed /proc, each alone', async () => {
    const { mounts, remove } = await makeMountsRunning(SYSCTL);
    for (const path of [mounts.view, mounts.config, mounts.brokerSocket]) share(path);
    const ask = async (stays: 'root' | 'user', vary: Vary) => {
      const turns = openTurns(launch(mounts, stays, vary));
      let out = '';
      await turns.run(
        { args: [], stdin: '' },
        { onOut: (text) => void (out += text), onErr: () => undefined },
      );
      await turns.close();
      return out.trim();
    };
    const unsealed = without(2, '--remount-ro', '/proc');
    assert.equal(await ask('root', unsealed), 'writable', 'root in a sandbox without both can write them');
    assert.equal(await ask('root', (options) => options), 'EROFS');
    assert.equal(await ask('user', unsealed), 'EACCES');
    remove();
  });

  test('each tree has a user of its own, so that one cannot use up the processes of the other', async () => {
    const source = 'console.log(process.getuid(), process.getgid(), process.getgroups().join());';
    const ran = await Promise.all([runInside(rootLaunch, source), runInside(rootLaunch, source)]);
    const users = ran.map(({ out }) => Number(out.split(' ')[0]));
    assert.equal(new Set(users).size, 2);
    for (const [index, user] of users.entries()) {
      assert.ok(user >= 60_000 && user < 65_000);
      assert.equal(ran[index]?.out.trim(), `${user} ${user} ${user}`);
    }
  });

  const HOG = `
const held = [];
for (let i = 0; i < 96; i++) held.push(Buffer.alloc(4 * 1024 * 1024, 1));
console.log('held ' + held.length);`;

  test('a control group bounds the whole tree, where there is one, and is gone after it', async () => {
    const before = groupsOf(machine.memory);
    const hog = (memoryBytes: number) =>
      runInside(rootLaunch, HOG, { limits: { memoryBytes } }).then(
        ({ out }) => out.trim(),
        () => 'the tree ended',
      );
    assert.equal(await hog(DEFAULT_LIMITS.memoryBytes), 'held 96');
    const bounded = await hog(200 * 1024 * 1024);
    if (machine.memory.bound === 'data-limit')
      assert.equal(bounded, 'held 96', 'nothing bounds the tree as a whole');
    else assert.doesNotMatch(bounded, /held/);
    // Those of other tests come and go meanwhile; one that is left stays.
    let left = groupsOf(machine.memory).difference(before);
    for (let tries = 0; tries < 150 && left.size > 0; tries += 1) {
      await sleep(100);
      left = left.intersection(groupsOf(machine.memory));
    }
    assert.deepEqual([...left], []);
  });

  function groupsOf(memory: RootMachine['memory']): ReadonlySet<string> {
    if (!('parent' in memory)) return new Set();
    return new Set(readdirSync(memory.parent).filter((name) => name.startsWith('gate-')));
  }

  test('a group that does not bound the memory is no bound: nothing runs, and it is gone', async () => {
    const place = 'parent' in machine.memory ? machine.memory.parent : null;
    const path = place === null ? null : join(place, `gate-${randomUUID()}`);
    const tree = startSupervised(machine.asRoot, machine.bash, {
      passwd: '',
      hosts: '',
      filter: filterFor(process.arch),
      memoryBytes: 12_345_678,
      group: path === null ? null : { path, settings: {} },
      options: ['--unshare-pid', '--dev-bind', '/', '/', '--info-fd', String(ROOT_FD.info)],
      command: [machine.bwrap, '--args', String(ROOT_FD.list), '--', '/bin/sleep', '20'],
    });
    let said = '';
    tree.stderr.setEncoding('latin1').on('data', (text: string) => (said += text));
    assert.equal((await tree.exited).code, 70);
    assert.equal(said, 'supervisor: the control group does not bound the memory\n');
    assert.equal(path !== null && existsSync(path), false);
  });
}

if (process.getuid?.() === 0) {
  test('the words of sudo come first, and nothing but three streams is needed through it', async () => {
    const machine = readRootMachine();
    const [sudo, record] = ['sudo', 'record'].map((name) => join(made.directory, name));
    assert.ok(sudo && record);
    // Does what sudo does to whom it starts: no descriptor but three, an environment of its own, another session.
    const script = `#!/bin/bash
printf '%s\\n' "\${@:1:4}" > ${record}
if [[ "$1 $2 $3" != '-k -n --' ]]; then exit 1; fi
shift 3
for descriptor in /proc/self/fd/*; do
  descriptor=\${descriptor##*/}
  if (( descriptor > 2 && descriptor < 255 )); then eval "exec $descriptor>&-"; fi
done
exec /usr/bin/setsid --wait /usr/bin/env -i LOGNAME=root SUDO_USER=runner "$@"`;
    writeFileSync(sudo, script, { mode: 0o755 });
    const through = { ...machine, asRoot: [sudo, '-k', '-n', '--'] };
    const rung: Rung = { name: 'sudo', open: (mounts, limits) => openRootLaunch(through, mounts, limits) };
    const report = await selfTest(rung, made.mounts, DEFAULT_LIMITS);
    assert.equal(report.why, undefined);
    assert.deepEqual(readFileSync(record, 'utf8').split('\n'), ['-k', '-n', '--', machine.bash, '']);
    assert.ok(existsSync(machine.bash));
  });
}
