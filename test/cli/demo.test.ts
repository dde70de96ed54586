import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeDirectory } from '../adapters/git/make-repository.ts';
import { parseLog } from '../emulators/log-parser.ts';
import { parseResult } from './result-model.ts';
import { runCli } from './run-cli.ts';

test('the demo shows the whole pipeline, ends with 0 and leaves its files', async (t) => {
  const output = join(makeDirectory(t), 'demo');
  const run = await runCli(['demo', '--output', output]);
  assert.equal(run.exitCode, 0, run.stdout);
  assert.match(run.stdout, /Only the model is not real/u);
  assert.match(run.stdout, /^verdict: block \(audit: block, review: block\)$/mu);
  assert.match(run.stdout, /^The gate blocked the sample pull request, as it must/mu);
  assert.equal(parseResult(readFileSync(join(output, 'review-gate.json'), 'utf8')).verdict, 'block');
  assert.deepEqual(parseLog(run.stdout), [], 'the annotations that it quotes are not obeyed');
  for (const name of ['review-gate.sarif', 'review-gate.md', 'review-gate.trail.jsonl', 'sample/.git'])
    assert.ok(existsSync(join(output, name)), name);
});

test('the demo takes the place of nobody else', async (t) => {
  const output = makeDirectory(t);
  mkdirSync(join(output, 'sample'));
  writeFileSync(join(output, 'sample', 'mine.txt'), 'mine');
  const run = await runCli(['demo', '--output', output]);
  assert.equal(run.exitCode, 2);
  assert.match(run.stderr, /^opencode-review-gate: The directory for the sample is not empty/mu);
  assert.equal(readFileSync(join(output, 'sample', 'mine.txt'), 'utf8'), 'mine');
});
