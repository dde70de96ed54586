import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { makeDirectory, makeRepository } from '../adapters/git/make-repository.ts';
import { descendantsOf, stillRunning } from '../emulators/runner/processes.ts';
import { reported, startReviewer } from '../main/reviewer.ts';
import { parseResult } from './result-model.ts';
import { runCli } from './run-cli.ts';

// Each of these runs the real OpenCode in the real sandbox; only the model is scripted (no model).

const EVIDENCE = 'export const total = (a: number) => a / 0;';

function makeChange(t: TestContext) {
  const repository = makeRepository(t);
  const base = repository.commit({ 'src/total.ts': 'export const total = (a: number) => a;\n' });
  const head = repository.commit({ 'src/total.ts': `${EVIDENCE}\n`, 'notes.txt': 'x\n' });
  return ['review', '--repo', repository.directory, '--base', base, '--head', head] as const;
}

test('a review prints one JSON object, and progress and trail go elsewhere', async (t) => {
  const place = makeDirectory(t);
  const trail = join(makeDirectory(t), 'trail.jsonl');
  const findings = [
    reported({ path: 'src/total.ts', startLine: 1, evidence: EVIDENCE, title: 'Divides by zero' }),
    reported({ path: 'src/total.ts', startLine: 1, evidence: 'made(up);', title: 'Made up' }),
    reported({ path: 'notes.txt', startLine: 9, evidence: 'x', severity: 'low', title: 'Off by eight' }),
  ];
  const model = await startReviewer(t, { findings });
  const key = 'sk-from-the-environment-123';
  const run = await runCli(
    [
      ...makeChange(t),
      '--model',
      'local/m',
      '--base-url',
      `${model.url}/v1`,
      '--api-key-env',
      'MY_KEY',
      '--format',
      'json',
      '--trail',
      trail,
    ],
    { env: { MY_KEY: key, TMPDIR: place } },
  );
  assert.equal(run.exitCode, 1, run.stderr);
  const result = parseResult(run.stdout);
  assert.deepEqual([result.verdict, result.audit.verdict, result.review.verdict], ['block', 'pass', 'block']);
  assert.deepEqual(
    result.review.findings.map(({ title, path, startLine, severity }) => [title, path, startLine, severity]),
    [
      ['Divides by zero', 'src/total.ts', 1, 'high'],
      ['Off by eight', 'notes.txt', 1, 'low'],
    ],
  );
  assert.deepEqual([result.review.dropped, result.review.relocated], [1, 1]);
  assert.ok(result.review.coverage.complete && result.review.coverage.entries.length === 2);
  assert.ok(result.review.tokens.input > 0 && result.review.durationMs > 0);
  assert.match(run.stderr, /^Reading the change\n.*\nPreparing the sandbox\nReviewing 2 files\n$/u);
  assert.equal(model.requests.at(-1)?.headers['authorization'], `Bearer ${key}`);
  assert.ok(!`${run.stdout}${run.stderr}${readFileSync(trail, 'utf8')}`.includes(key));
  assert.deepEqual(readdirSync(place), [], 'nothing is left in the temporary directory');
});

for (const [name, spoken] of [
  ['anthropic/claude-opus-5-5', 'anthropic-messages'],
  ['openai/gpt-5.4', 'openai-responses'],
  ['google/gemini-3-pro', 'google-generate'],
  ['openrouter/anthropic/claude-sonnet-4.5', 'openai-chat'],
] as const) {
  test(`a clean review by ${name} passes over its own protocol`, async (t) => {
    const model = await startReviewer(t);
    const run = await runCli([...makeChange(t), '--model', name, '--base-url', `${model.url}/v1`]);
    assert.equal(run.exitCode, 0, run.stdout);
    assert.match(run.stdout, /^verdict: pass \(audit: pass, review: pass\)$/mu);
    assert.ok(model.requests.every(({ protocol }) => protocol === spoken));
  });
}

test('an interrupt ends the review in time with an inconclusive result and leaves nothing', async (t) => {
  const isAsked = Promise.withResolvers<void>();
  const model = await startReviewer(t, { meanwhile: () => isAsked.resolve(), delayMs: 60_000 });
  const args = [...makeChange(t), '--model', 'local/m', '--base-url', `${model.url}/v1`, '--format', 'json'];
  let pid = 0;
  const running = runCli(args, { onProgress: (_text, child) => (pid = child.pid ?? 0) });
  await Promise.race([isAsked.promise, running]);
  const processes = descendantsOf(pid);
  assert.ok(processes.length >= 4);
  const interrupted = performance.now();
  process.kill(pid, 'SIGINT');
  const run = await running;
  assert.ok(performance.now() - interrupted < 7_000);
  assert.equal(run.exitCode, 2);
  const { verdict, reasons } = parseResult(run.stdout);
  assert.deepEqual([verdict, reasons[0]?.code], ['inconclusive', 'interrupted']);
  assert.deepEqual(stillRunning(processes), []);
});

test('without a review no model is needed', async (t) => {
  const run = await runCli([...makeChange(t), '--review', 'off', '--format', 'json']);
  assert.equal(run.exitCode, 0);
  assert.deepEqual(
    parseResult(run.stdout).reasons.map(({ code }) => code),
    ['review-off'],
  );
});
