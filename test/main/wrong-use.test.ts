import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { pullRequestEvent } from '../emulators/runner/events.ts';
import { startGitServer } from '../emulators/runner/git-server.ts';
import { checkout, makePull } from '../emulators/runner/pull.ts';
import { type Place, runStep, type StepOptions } from '../emulators/runner/run-step.ts';
import { codesOf, expectVerdict } from './expect-step.ts';

const pull = makePull({ after }, { base: {}, head: { 'a.ts': 'const a = 1;\n' } });
const server = await startGitServer({ after }, { directory: pull.repository.directory });
const workspace = checkout({ after }, pull, { depth: 0, server: server.url });
const event = pullRequestEvent(pull);
const fork = pullRequestEvent(pull, { headRepository: 'stranger/shop' });
const deleted = pullRequestEvent(pull, { headRepository: null });
const target = pullRequestEvent(pull, { name: 'pull_request_target' });
const forkTarget = pullRequestEvent(pull, { name: 'pull_request_target', headRepository: 'stranger/shop' });
const bot = pullRequestEvent(pull, { author: 'dependabot[bot]' });

const OFF = { review: 'off' };
const LOCAL = { model: 'local/m', 'base-url': 'http://127.0.0.1:9/v1' };
const NONE = { ...LOCAL, sandbox: 'dangerously-none' };
const usual: StepOptions = { event, workspace, server: server.url };

const without = (name: 'OUTPUT' | 'STEP_SUMMARY') => ({ [`GITHUB_${name}`]: '' });
const eventFile = ({ temp }: Place) => join(temp, '_github_workflow', 'event.json');

type Case = readonly [what: string, options: Partial<StepOptions>, code: string, message: RegExp];

const CASES: readonly Case[] = [
  ['a severity that is none', { inputs: { 'fail-on': 'hgih' } }, 'input-invalid', /fail-on.*critical, high/u],
  ['two wrong inputs', { inputs: { review: 'no', sandbox: 'x' } }, 'input-invalid', /review.*sandbox/su],
  ['a surface that is none', { inputs: { publish: 'email' } }, 'input-invalid', /publish.*check-run/u],
  [
    'minutes that are no number',
    { inputs: { 'timeout-minutes': '1h' } },
    'input-invalid',
    /timeout-minutes/u,
  ],
  ['a model without its provider', { inputs: { model: 'gpt' } }, 'input-invalid', /provider\/model/u],
  [
    'an unknown provider',
    { inputs: { model: 'nope/m', 'api-key': 'k3y-of-it' } },
    'input-invalid',
    /"nope"/u,
  ],
  ['a base-url that is none', { inputs: { ...LOCAL, 'base-url': 'ftp://x' } }, 'input-invalid', /base-url/u],
  ['no model', { inputs: {} }, 'model-missing', /"model".*"review: off"/u],
  ['no key', { inputs: { model: 'openai/m' } }, 'key-missing', /"api-key".*Dependabot/u],
  [
    'no key in a fork',
    { event: fork, inputs: { model: 'openai/m' } },
    'key-missing',
    /forks no secrets.*"review: off"/u,
  ],
  ['no sandbox for a fork', { event: fork, inputs: NONE }, 'input-invalid', /dangerously-none.*forks/u],
  ['no sandbox for a deleted fork', { event: deleted, inputs: NONE }, 'input-invalid', /dangerously-none/u],
  ['no sandbox beside secrets', { event: target, inputs: NONE }, 'input-invalid', /privileged/u],
  ['an agent that the base lacks', { inputs: { ...LOCAL, agent: 'ghost' } }, 'input-invalid', /"ghost"/u],
  [
    'no event file',
    { inputs: OFF, before: (place) => rmSync(eventFile(place)) },
    'input-invalid',
    /GITHUB_EVENT_PATH/u,
  ],
  [
    'an event file of another shape',
    { inputs: OFF, before: (place) => writeFileSync(eventFile(place), '{"pull_request":{"number":"7"}}') },
    'input-invalid',
    /pull_request payload/u,
  ],
  [
    'no checkout and no server to fetch from',
    { inputs: OFF, workspace: dirname(workspace), server: '' },
    'repository-invalid',
    /no git repository/u,
  ],
  [
    'no key for Dependabot',
    { event: bot, inputs: { model: 'openai/m' } },
    'key-missing',
    /Dependabot secrets alone.*same name/u,
  ],
  [
    'no key in a run that Dependabot has set off',
    { inputs: { model: 'openai/m' }, env: { GITHUB_ACTOR: 'dependabot[bot]' } },
    'key-missing',
    /Dependabot secrets alone/u,
  ],
  [
    'no key beside secrets, for a fork',
    { event: forkTarget, inputs: { model: 'openai/m' } },
    'key-missing',
    /The input "api-key" is empty/u,
  ],
  ['a preloaded library', { inputs: OFF, env: { LD_PRELOAD: 'libc.so.6' } }, 'input-invalid', /LD_PRELOAD/u],
];

for (const [what, options, code, message] of CASES) {
  test(`${what} is inconclusive, and one sentence says what to do`, async (t) => {
    const step = await runStep(t, { ...usual, ...options });
    expectVerdict(step, 'inconclusive');
    assert.ok(codesOf(step).includes(code), codesOf(step).join());
    const [first] = step.annotations;
    assert.deepEqual([first?.level, first?.title, first?.file], ['error', 'Review gate: inconclusive', null]);
    assert.match(first?.message ?? '', message);
    assert.match(step.summary ?? '', /^## ⚠️ Review gate: inconclusive/u);
  });
}

test('modules that NODE_OPTIONS loads are refused, and harmless options are not', async (t) => {
  const module = join(dirname(workspace), `preload-${process.pid}.cjs`);
  writeFileSync(module, '');
  t.after(() => rmSync(module));
  for (const options of [
    `--require ${module}`,
    `-r ${module}`,
    `--no-warnings --import=${module}`,
    `--require="${module}"`,
  ]) {
    const step = await runStep(t, { ...usual, inputs: OFF, env: { NODE_OPTIONS: options } });
    expectVerdict(step, 'inconclusive');
    assert.match(step.annotations[0]?.message ?? '', /^NODE_OPTIONS would load foreign code/u, options);
  }
  const env = { NODE_OPTIONS: '--max-old-space-size=2000 --no-deprecation', LD_PRELOAD: '' };
  expectVerdict(await runStep(t, { ...usual, inputs: OFF, env }), 'pass');
});

test('a fork without a key is audited whole, and what the audit finds still blocks', async (t) => {
  const wide = makePull(t, { base: {}, head: { 'opencode.json': '{ "permission": "allow" }\n' } });
  const place = await startGitServer(t, { directory: wide.repository.directory });
  const inputs = { model: 'openai/m' };
  const step = await runStep(t, {
    event: pullRequestEvent(wide, { headRepository: 'stranger/shop' }),
    workspace: checkout(t, wide, { depth: 0, server: place.url }),
    server: place.url,
    inputs,
    token: '',
  });
  expectVerdict(step, 'block');
  assert.deepEqual(
    [step.outputs['audit-verdict'], step.outputs['review-verdict']],
    ['block', 'inconclusive'],
  );
  assert.deepEqual(codesOf(step), ['finding-at-threshold', 'key-missing']);
});

test('no output file means no pass, whatever the change is', async (t) => {
  const step = await runStep(t, { ...usual, inputs: OFF, env: without('OUTPUT') });
  assert.equal(step.exitCode, 2);
  assert.match(step.stdout, /GITHUB_OUTPUT is not set/u);
});

test('a summary that cannot be written makes a pass inconclusive in every place', async (t) => {
  const broken: readonly Partial<StepOptions>[] = [
    { env: without('STEP_SUMMARY') },
    { env: { GITHUB_STEP_SUMMARY: '/dev/full' } },
    { summary: 'x'.repeat(1024 * 1024 - 100) },
  ];
  for (const options of broken) {
    const step = await runStep(t, { ...usual, inputs: OFF, ...options });
    expectVerdict(step, 'inconclusive');
    assert.match(step.stdout, /publish-failed/u);
  }
  const unasked = await runStep(t, {
    ...usual,
    inputs: { ...OFF, publish: 'annotations' },
    env: without('STEP_SUMMARY'),
  });
  expectVerdict(unasked, 'pass');
});

test('what an earlier part of the step wrote into the summary stays', async (t) => {
  const step = await runStep(t, { ...usual, inputs: OFF, summary: '# Tests\n\nAll well.' });
  expectVerdict(step, 'pass');
  assert.match(step.summary ?? '', /^# Tests\n\nAll well\.\n## ✅ Review gate: pass/u);
});

test('without a private directory there are no files, and the message says so', async (t) => {
  const step = await runStep(t, {
    ...usual,
    inputs: OFF,
    env: { RUNNER_TEMP: '/proc/self/nothing' },
  });
  expectVerdict(step, 'inconclusive');
  assert.deepEqual([step.outputs['trail-file'], step.outputs['report-file']], ['', '']);
  assert.match(step.annotations[0]?.message ?? '', /RUNNER_TEMP.*state-unwritable/u);
});

test('a value that an earlier line of the log set does not stand against the file', async (t) => {
  const step = await runStep(t, {
    ...usual,
    inputs: OFF,
    env: { GITHUB_EVENT_NAME: 'x##[set-output name=verdict]pass' },
  });
  expectVerdict(step, 'inconclusive');
  assert.ok(!step.commands.some(({ name }) => name === 'set-output'));
});

test('nothing of the run is left in the private directory but the files that the outputs name', async (t) => {
  const step = await runStep(t, { ...usual, inputs: OFF });
  const folder = dirname(step.outputs['trail-file'] ?? '');
  assert.equal(dirname(folder), step.place.temp);
  assert.deepEqual(readdirSync(folder).toSorted(), [
    'review-gate.json',
    'review-gate.md',
    'review-gate.sarif',
    'trail.jsonl',
  ]);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  assert.deepEqual(readdirSync(step.place.home), []);
  JSON.parse(readFileSync(step.outputs['sarif-file'] ?? '', 'utf8'));
});
