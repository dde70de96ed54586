import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeDirectory } from '../adapters/git/make-repository.ts';
import { EVERY_KIND } from '../trail/sample.ts';
import { runCli } from './run-cli.ts';

test('a trail is printed for people, and as one JSON object', async (t) => {
  const file = join(makeDirectory(t), 'trail.jsonl');
  writeFileSync(file, EVERY_KIND.map((event) => `${JSON.stringify(event)}\n`).join(''));
  const text = await runCli(['trail', file]);
  assert.deepEqual([text.exitCode, text.stderr], [0, '']);
  assert.match(text.stdout, /^judged {6}aaaaaaaaaaaa against bbbbbbbbbbbb/u);
  assert.match(text.stdout, /\nverdict {7}block\n/u);
  const json = await runCli(['trail', file, '--format', 'json']);
  const { version, verdict, calls } = JSON.parse(json.stdout);
  assert.deepEqual([json.exitCode, version, verdict.verdict, calls.input], [0, 1, 'block', 1200]);
});

test('a trail without a verdict is printed and says so', async (t) => {
  const file = join(makeDirectory(t), 'trail.jsonl');
  writeFileSync(file, `${JSON.stringify(EVERY_KIND[0])}\n{"kind":"turn"`);
  const run = await runCli(['trail', file]);
  assert.equal(run.exitCode, 0);
  assert.match(run.stdout, /This run did not end with a verdict/u);
  assert.match(run.stdout, /1 line of this trail could not be read/u);
});

test('a file without a line of a trail is none', async (t) => {
  const place = makeDirectory(t);
  for (const text of ['', 'root:x:0:0\n{}\n']) {
    const file = join(place, 'other.txt');
    writeFileSync(file, text);
    const run = await runCli(['trail', file]);
    assert.deepEqual([run.exitCode, run.stdout], [2, '']);
    assert.match(run.stderr, /^opencode-review-gate: No line of this file is one of a trail\./u);
  }
});

test('wrong use ends with exit code 2', async (t) => {
  for (const args of [
    [],
    [join(makeDirectory(t), 'absent')],
    [makeDirectory(t)],
    ['a', 'b'],
    ['a', '--format', 'xml'],
  ]) {
    const run = await runCli(['trail', ...args]);
    assert.deepEqual([run.exitCode, run.stdout], [2, ''], args.join(' '));
    assert.match(run.stderr, /^opencode-review-gate: /u);
  }
  const help = await runCli(['trail', '--help']);
  assert.equal(help.exitCode, 0);
  assert.match(help.stdout, /trail FILE: .*\n[^]*Example\n {2}opencode-review-gate trail /u);
});
