import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { GateError } from '../../src/errors.ts';
import { ALLOWED, GUARDED } from '../../src/sandbox/filter/policy.ts';
import { DEFAULT_LIMITS } from '../../src/sandbox/limits.ts';
import { containerArguments, openContainer, parseImage } from '../../src/sandbox/rungs/container.ts';
import { renderContainerProfile } from '../../src/sandbox/rungs/container-profile.ts';
import { selfTest } from '../../src/sandbox/self-test.ts';
import { makeMounts } from './mounts.ts';

const made = await makeMounts();
const directory = mkdtempSync(join(tmpdir(), 'gate-test-'));
after(() => {
  made.remove();
  rmSync(directory, { recursive: true });
});

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
const IMAGE = `debian@${DIGEST}`;

for (const [reference, isTaken] of [
  [IMAGE, true],
  [`registry.example:5000/team/base:12@${DIGEST}`, true],
  ['', false],
  ['debian', false],
  ['debian:12', false],
  [DIGEST, false],
  [`debian@${DIGEST.slice(0, -1)}`, false],
  [`debian@${DIGEST.toUpperCase()}`, false],
  [`--privileged@${DIGEST}`, false],
  [`debian ${IMAGE}`, false],
  [`${IMAGE}\n--privileged`, false],
] as const) {
  test(`the image ${JSON.stringify(reference.slice(0, 40))} is ${isTaken ? 'taken' : 'refused'}`, () => {
    if (isTaken) assert.equal(parseImage(reference), reference);
    else {
      const isRefusal = (error: unknown) =>
        error instanceof GateError &&
        /^GATE_SANDBOX_IMAGE (names no image|is not NAME@sha256:DIGEST)/.test(error.message);
      assert.throws(() => parseImage(reference), isRefusal);
    }
  });
}

test('a container gets no network, no right, no writable file and no more than its limits', () => {
  const container = { engine: 'docker', name: 'gate-x', image: IMAGE, user: 60_123, profile: '/p.json' };
  const args = containerArguments(container, made.mounts, DEFAULT_LIMITS);
  const valuesOf = (option: string) => args.flatMap((arg, at) => (arg === option ? [args[at + 1]] : []));
  assert.deepEqual(args.slice(0, 5), ['run', '--rm', '--interactive', '--pull', 'never']);
  assert.deepEqual(valuesOf('--network'), ['none']);
  assert.deepEqual(valuesOf('--cap-drop'), ['ALL']);
  assert.deepEqual(valuesOf('--security-opt'), ['no-new-privileges', 'seccomp=/p.json']);
  assert.deepEqual(valuesOf('--user'), ['60123:60123']);
  assert.deepEqual(valuesOf('--memory'), ['3221225472']);
  assert.deepEqual(valuesOf('--memory-swap'), ['3221225472']);
  assert.deepEqual(valuesOf('--pids-limit'), ['256']);
  assert.equal(valuesOf('--ulimit').length, 7);
  assert.ok(args.includes('--read-only'));
  assert.ok(valuesOf('--volume').every((volume) => volume?.endsWith(':ro')));
  assert.equal(valuesOf('--volume').length, 7);
  assert.ok(
    valuesOf('--tmpfs').every((tmpfs) =>
      /:(ro,)?size=\d+,mode=0[57]{3},(no)?exec,nosuid,nodev$/.test(tmpfs ?? ''),
    ),
  );
  assert.deepEqual(
    args.filter((arg) =>
      /^--(privileged|device|env|publish|pid$|userns|volumes-from|cap-add|mount)/.test(arg),
    ),
    [],
  );
  const at = args.indexOf(IMAGE);
  assert.deepEqual(args.slice(at - 2, at + 2), ['--entrypoint', '/usr/bin/env', IMAGE, '-i']);
  assert.deepEqual(args.slice(-2), ['/opt/gate/node', '/opt/gate/relay.mjs']);
});

test('the engine is told the same policy of system calls, and refuses all else', () => {
  const profile = JSON.parse(renderContainerProfile()) as {
    defaultAction: string;
    syscalls: { names: string[]; action: string; args?: { index: number; op: string; value: number }[] }[];
  };
  assert.equal(profile.defaultAction, 'SCMP_ACT_ERRNO');
  assert.ok(profile.syscalls.every(({ action }) => action === 'SCMP_ACT_ALLOW'));
  const [free, ...guarded] = profile.syscalls;
  assert.deepEqual(free?.names, ALLOWED);
  assert.deepEqual([...new Set(guarded.flatMap(({ names }) => names))], Object.keys(GUARDED));
  assert.ok(
    guarded.every(({ args }) => args !== undefined && args.length > 0),
    'none of them without a test',
  );
  const sockets = guarded.filter(({ names }) => names[0] === 'socket');
  assert.equal(sockets.length, 18, 'three families, two types, three protocols');
  assert.ok(sockets.every(({ args }) => args?.length === 3));
});

/** Records how it was called; to `run` it does what `body` says. */
function fakeEngine(name: string, body: string): { readonly engine: string; readonly record: string } {
  const [engine, record] = [join(directory, name), join(directory, `${name}.record`)];
  const script = `#!/bin/bash
printf '%s ' "$@" >> ${record}
echo >> ${record}
if [[ $1 == run ]]; then ${body}; fi
if [[ $1 == container ]]; then exit 1; fi`;
  writeFileSync(engine, script, { mode: 0o755 });
  return { engine, record };
}

/** Resolves when the engine was called, and has written all of that down. */
async function called(record: string): Promise<void> {
  while (!existsSync(record) || !readFileSync(record, 'utf8').includes('\n')) await sleep(20);
}

const machineOf = (engine: string) => ({ name: 'docker', image: IMAGE, engine, bash: '/bin/bash' });

test('an engine that isolates nothing and says it did fails the proof', async () => {
  const script = join(directory, 'pretend.mjs');
  writeFileSync(script, PRETENDER);
  const { engine } = fakeEngine('pretender', `exec ${made.mounts.node} ${script} "$@"`);
  const rung = { name: 'docker', open: openContainer.bind(null, machineOf(engine)) };
  const report = await selfTest(rung, made.mounts, DEFAULT_LIMITS);
  assert.equal(report.passed, false);
  assert.equal(report.checks['starts'], true, report.why);
  const checks = ['files-hidden', 'own-processes-only', 'network-unreachable', 'namespaces-own'];
  for (const check of [...checks, 'filter-on-every-process', 'system-calls-refused']) {
    assert.equal(report.checks[check], false, check);
  }
});

/** Runs what it was asked to run, with the paths of the machine and the right variables. */
const PRETENDER = `
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
const args = process.argv.slice(2);
const paths = new Map(args.flatMap((arg, at) => {
  const [from, to] = arg.split(':');
  return args[at - 1] === '--volume' ? [[to, from]] : [];
}));
const real = (path) => paths.get(path) ?? path;
const words = args.slice(args.indexOf('-i') + 1);
const command = words.slice(words.findIndex((word) => !word.includes('='))).map(real);
const pairs = words.filter((word) => word.includes('=')).map((word) => word.split('='));
const env = { ...Object.fromEntries(pairs.map(([name, value]) => [name, real(value)])) };
env.XDG_CONFIG_HOME = join(import.meta.dirname, 'home');
env.TMPDIR = import.meta.dirname;
// The port is free inside; out here another run may have it.
env.GATE_RELAY_PORT = '0';
spawn(command[0], command.slice(1), { env, stdio: 'inherit' }).on('exit', (code) => process.exit(code));`;

test('the end of a container is asked for by its name, and waited for', async () => {
  const { engine, record } = fakeEngine('sleeper', 'exec /bin/sleep 60');
  const tree = openContainer(machineOf(engine), made.mounts, DEFAULT_LIMITS).start();
  await called(record);
  await tree.kill();
  const [run = '', kill = '', remove = ''] = readFileSync(record, 'utf8').split('\n');
  const name = /--name (gate-[0-9a-f-]{36}) /.exec(run)?.[1];
  assert.equal(kill, `kill ${name} `);
  assert.equal(remove, `rm --force --volumes ${name} `);
});

test('a container is removed after the SIGKILL of the parent too', async (t) => {
  const { engine, record } = fakeEngine('orphan', 'exec /bin/sleep 60');
  const source = join(import.meta.dirname, 'container-parent.ts');
  const scratch = join(directory, 'scratch');
  mkdirSync(scratch);
  const parent = spawn(process.execPath, ['--no-warnings', source, engine, scratch], { stdio: 'inherit' });
  t.after(() => parent.kill('SIGKILL'));
  await called(record);
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  const isRemoved = () =>
    readFileSync(record, 'utf8').includes('rm --force --volumes gate-') && !existsSync(scratch);
  for (const end = performance.now() + 7_000; performance.now() < end && !isRemoved(); ) await sleep(20);
  assert.ok(isRemoved());
});
