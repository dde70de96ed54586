import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeDirectory } from '../adapters/git/make-repository.ts';
import { pullRequestEvent } from '../emulators/runner/events.ts';
import { startGitServer } from '../emulators/runner/git-server.ts';
import { descendantsOf, type ProcessId, stillRunning } from '../emulators/runner/processes.ts';
import { checkout, makePull } from '../emulators/runner/pull.ts';
import { runStep, startStep } from '../emulators/runner/run-step.ts';
import { expectVerdict, trailOf } from './expect-step.ts';
import { inputsFor, startReviewer } from './reviewer.ts';
import { runPost } from './run-post.ts';

// The post step as the runner starts it, after a main that came to its end, that was killed, or that never was.

const OFF = { review: 'off' };

async function startReviewing(t: TestContext) {
  const pull = makePull(t, { base: { 'a.ts': '1;\n' }, head: { 'a.ts': '2;\n' } });
  const server = await startGitServer(t, { directory: pull.repository.directory });
  const isAsked = Promise.withResolvers<void>();
  const model = await startReviewer(t, { meanwhile: () => isAsked.resolve(), delayMs: 60_000 });
  const running = startStep(t, {
    event: pullRequestEvent(pull),
    workspace: checkout(t, pull, { depth: 0, server: server.url }),
    server: server.url,
    inputs: inputsFor(model),
  });
  await Promise.race([isAsked.promise, running.result]);
  const processes = descendantsOf(running.pid);
  assert.ok(processes.length >= 4, 'broker, sandbox, relay and OpenCode run');
  return { running, processes };
}

test('a run that came to its end leaves nothing for the post step, which says nothing and succeeds', async (t) => {
  const pull = makePull(t, { base: {}, head: { 'opencode.json': '{ "permission": "allow" }\n' } });
  const server = await startGitServer(t, { directory: pull.repository.directory });
  const workspace = checkout(t, pull, { depth: 0, server: server.url });
  const main = await runStep(t, {
    event: pullRequestEvent(pull),
    workspace,
    inputs: OFF,
    server: server.url,
  });
  expectVerdict(main, 'block');
  const before = readFileSync(main.outputs['trail-file'] ?? '', 'utf8');
  const post = await runPost(t, { temp: main.place.temp, state: main.state });
  assert.deepEqual([post.exitCode, post.stdout, post.stderr, post.summary], [0, '', '', null]);
  assert.equal(readFileSync(main.outputs['trail-file'] ?? '', 'utf8'), before);
  assert.ok(existsSync(main.outputs['sarif-file'] ?? ''), 'the reports stay');
});

test('a review that was killed is told as inconclusive, and neither a process nor a view of it is left', async (t) => {
  const { running, processes } = await startReviewing(t);
  process.kill(running.pid, 'SIGKILL');
  const main = await running.result;
  assert.equal(main.outputs['verdict'], 'inconclusive');
  const directory = main.state['place'] ?? '';
  const names = readdirSync(directory);
  assert.ok(names.includes('unfinished') && names.some((name) => name.startsWith('state-')));

  const post = await runPost(t, { temp: main.place.temp, state: main.state });
  assert.equal(post.exitCode, 2);
  assert.ok(post.ms < 5_000, `${post.ms} ms`);
  assert.match(post.summary ?? '', /inconclusive: the run was ended before it was complete/u);
  assert.match(post.summary ?? '', /run the job again/u);
  assert.deepEqual(
    post.annotations.map(({ level, title }) => [level, title]),
    [['error', 'Review gate: inconclusive']],
  );
  await expectGone(processes);
  assert.deepEqual(readdirSync(directory), ['trail.jsonl']);
  const last = trailOf(main).at(-1);
  assert.ok(last?.kind === 'verdict');
  assert.deepEqual([last.verdict, last.reasons[0]?.code], ['inconclusive', 'interrupted']);
});

test('a main that still runs is ended with all that it started', async (t) => {
  const { running, processes } = await startReviewing(t);
  const state = stateOf(running.place.files.state);
  process.kill(running.pid, 'SIGSTOP');
  const post = await runPost(t, { temp: running.place.temp, state });
  assert.equal(post.exitCode, 2);
  assert.ok(post.ms < 5_000, `${post.ms} ms`);
  assert.equal((await running.result).signal, 'SIGKILL');
  await expectGone(processes);
});

/** Whoever supervises the sandbox from outside ends after it, by some milliseconds. */
async function expectGone(processes: readonly ProcessId[]): Promise<void> {
  for (let tries = 0; tries < 50 && stillRunning(processes).length > 0; tries += 1) await sleep(10);
  assert.deepEqual(stillRunning(processes), []);
}

function stateOf(path: string): Readonly<Record<string, string>> {
  const place = /^place<<(?<delimiter>\S+)\n(?<value>.*)\n\k<delimiter>$/mu.exec(readFileSync(path, 'utf8'));
  return { place: place?.groups?.['value'] ?? '' };
}

/** A private directory as a killed run leaves it. */
function leave(t: TestContext, name = 'review-gate-aB3xY9') {
  const temp = makeDirectory(t);
  const place = join(temp, name);
  const state = join(place, 'state-Qw3rTy');
  mkdirSync(join(state, 'view'), { recursive: true });
  for (const path of [place, state]) chmodSync(path, 0o700);
  writeFileSync(join(place, 'unfinished'), '');
  writeFileSync(join(place, 'trail.jsonl'), '{"t":"2026-01-01T00:00:00.000Z","kind":"run-start"}\n{"cut o');
  return { temp, place, state };
}

function start(t: TestContext, command: readonly string[], options: object = {}): ChildProcess {
  const [file = '', ...args] = command;
  const child = spawn(file, args, { stdio: 'ignore', env: {}, ...options });
  t.after(() => child.kill('SIGKILL'));
  return child;
}

const isAlive = ({ exitCode, signalCode }: ChildProcess) => exitCode === null && signalCode === null;
const SLEEP = ['/bin/sleep', '60'] as const;

test('whoever names the state directory is ended: by its arguments, its environment or where it works', async (t) => {
  const { temp, place, state } = leave(t);
  const left = [
    start(t, SLEEP, { cwd: join(state, 'view') }),
    start(t, SLEEP, { env: { HOME: state } }),
    start(t, ['/bin/sh', '-c', 'sleep 60; true', state]),
  ];
  const innocent = [
    start(t, SLEEP, { cwd: temp }),
    start(t, SLEEP, { cwd: place }),
    start(t, SLEEP, { env: { REPORT: join(place, 'review-gate.json') } }),
    start(t, ['/bin/sh', '-c', 'sleep 60; true', join(temp, 'review-gate-000000', 'state-Qw3rTy')]),
  ];
  await sleep(100);
  const post = await runPost(t, { temp, state: { place, pid: String(innocent[0]?.pid) } });
  assert.equal(post.exitCode, 2);
  assert.match(post.stderr, /3 processes of the run had to be ended/u);
  await sleep(50);
  assert.deepEqual(left.map(isAlive), [false, false, false]);
  assert.deepEqual(innocent.map(isAlive), [true, true, true, true]);
  assert.ok(!existsSync(state));
});

test('a trail that was cut off in a line is whole afterwards', async (t) => {
  const { temp, place } = leave(t);
  await runPost(t, { temp, state: { place } });
  const lines = readFileSync(join(place, 'trail.jsonl'), 'utf8').split('\n');
  assert.equal(lines.pop(), '');
  assert.deepEqual(
    lines.map((line) => (JSON.parse(line) as { kind: string }).kind),
    ['run-start', 'verdict'],
  );
});

test('a link in the place of the trail or in the view leads to nothing that is touched', async (t) => {
  const { temp, place, state } = leave(t);
  const precious = join(makeDirectory(t), 'precious');
  mkdirSync(precious);
  writeFileSync(join(precious, 'file'), 'x');
  symlinkSync(precious, join(state, 'view', 'link'));
  symlinkSync(precious, join(place, 'state-aaaaaa'));
  writeFileSync(join(temp, 'other.jsonl'), 'one line');
  rmSync(join(place, 'trail.jsonl'));
  symlinkSync(join(temp, 'other.jsonl'), join(place, 'trail.jsonl'));
  const post = await runPost(t, { temp, state: { place } });
  assert.equal(post.exitCode, 2);
  assert.match(post.stderr, /trail could not be ended \(ELOOP\)/u);
  assert.equal(readFileSync(join(temp, 'other.jsonl'), 'utf8'), 'one line');
  assert.equal(readFileSync(join(precious, 'file'), 'utf8'), 'x');
  assert.ok(existsSync(join(place, 'state-aaaaaa')), 'a link is no directory of ours');
  assert.ok(!existsSync(state));
});

const FORGED: readonly (readonly [string, (t: TestContext) => { temp: string; place: string }])[] = [
  ['another directory', (t) => ({ ...leave(t, 'someone-aB3xY9'), temp: '' })],
  ['a directory deeper down', (t) => ({ ...leave(t), temp: dirname(makeDirectory(t)) })],
  ['another name', (t) => leave(t, 'review-gate-evil')],
  ['nothing', (t) => ({ ...leave(t), place: '' })],
  ['a relative path', (t) => ({ ...leave(t), place: 'review-gate-aB3xY9' })],
  ['RUNNER_TEMP itself', (t) => ((left) => ({ ...left, place: left.temp }))(leave(t))],
  [
    'a path with a way back',
    (t) => ((left) => ({ ...left, place: `${left.temp}/x/../${basename(left.place)}` }))(leave(t)),
  ],
  [
    'a link',
    (t) => {
      const target = leave(t);
      const temp = makeDirectory(t);
      symlinkSync(target.place, join(temp, 'review-gate-aB3xY9'));
      return { ...target, temp, place: join(temp, 'review-gate-aB3xY9') };
    },
  ],
  [
    'a link with a slash behind it',
    (t) => {
      const target = leave(t);
      const temp = makeDirectory(t);
      symlinkSync(target.place, join(temp, 'review-gate-aB3xY9'));
      return { ...target, temp, place: `${join(temp, 'review-gate-aB3xY9')}/` };
    },
  ],
  [
    'a directory that others may enter',
    (t) => {
      const left = leave(t);
      chmodSync(left.place, 0o755);
      return left;
    },
  ],
];

for (const [what, forge] of FORGED) {
  test(`a state that names ${what} ends and removes nothing`, async (t) => {
    const { temp, place, ...rest } = forge(t) as ReturnType<typeof leave>;
    const victim = start(t, SLEEP, { cwd: rest.state });
    const post = await runPost(t, { temp, state: { place } });
    assert.deepEqual([post.exitCode, post.summary, post.stdout, post.stderr], [0, null, '', '']);
    assert.ok(existsSync(join(rest.state, 'view')));
    assert.ok(isAlive(victim));
  });
}

test('a step that never had a state has a post step that succeeds', async (t) => {
  const temp = makeDirectory(t);
  mkdtempSync(join(temp, 'review-gate-'));
  appendFileSync(join(temp, 'x'), '');
  const post = await runPost(t, { temp, state: {} });
  assert.deepEqual([post.exitCode, post.summary], [0, null]);
  assert.equal(readdirSync(temp).length, 2);
});

test('a summary that cannot be written keeps nothing else from being done', async (t) => {
  const { temp, place, state } = leave(t);
  const post = await runPost(t, { temp, state: { place }, env: { GITHUB_STEP_SUMMARY: '/nonexistent/s' } });
  assert.equal(post.exitCode, 2);
  assert.ok(!existsSync(state));
  assert.equal(post.annotations.length, 1);
});

test('a run that was cancelled in time has said so itself, and its post step adds nothing', async (t) => {
  const { running, processes } = await startReviewing(t);
  const main = await running.cancel();
  expectVerdict(main, 'inconclusive');
  const post = await runPost(t, { temp: main.place.temp, state: main.state });
  assert.deepEqual([post.exitCode, post.stdout, post.stderr, post.summary], [0, '', '', null]);
  await expectGone(processes);
  assert.equal(trailOf(main).filter(({ kind }) => kind === 'verdict').length, 1);
});
