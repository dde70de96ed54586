import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { makeDirectory, makeRepository } from '../adapters/git/make-repository.ts';
import { parseLog } from '../emulators/log-parser.ts';
import { parseResult } from './result-model.ts';
import { runCli } from './run-cli.ts';

const WIDE = '{ "permission": "allow" }\n';
const repository = makeRepository({ after });
const first = repository.commit({ 'opencode.json': WIDE, CODEOWNERS: '* @owners\n' });
const second = repository.commit({ 'a.ts': '1;\n' });
const UNPINNED = '{ "mcp": { "x": { "type": "local", "command": ["npx", "x@latest"] } } }\n';
const third = repository.commit({ 'packages/x/opencode.json': UNPINNED });
repository.git('reset', '--quiet', '--hard', second);
const repo = repository.directory;

const audit = (...args: readonly string[]) => runCli(['audit', '--repo', repo, ...args]);

test('a revision alone is audited as it stands: everything counts', async () => {
  const run = await audit('--format', 'json');
  const result = parseResult(run.stdout);
  assert.equal(run.exitCode, 1);
  assert.deepEqual([result.verdict, result.audit.verdict, result.review.verdict], ['block', 'block', 'pass']);
  assert.deepEqual(
    result.audit.findings.map(({ rule, path, accepted }) => [rule, path, accepted]),
    [['permission-allow-all', 'opencode.json', undefined]],
  );
  assert.deepEqual(
    result.reasons.map(({ code }) => code),
    ['finding-at-threshold', 'review-off'],
  );
  assert.ok(result.audit.matrix.some(({ agent }) => agent === 'build'));
});

test('against a base only what is new counts, and the rest is shown', async () => {
  const old = await audit('--base', first, '--rev', second, '--format', 'json');
  assert.equal(old.exitCode, 0);
  assert.deepEqual(
    parseResult(old.stdout).audit.findings.map(({ accepted }) => accepted?.by),
    ['existing'],
  );
  const fresh = await audit('--base', second, '--rev', third, '--format', 'json');
  assert.equal(fresh.exitCode, 1);
  const shown = parseResult(fresh.stdout).audit.findings;
  assert.deepEqual(
    [...new Set(shown.map(({ path, accepted }) => `${path} ${accepted?.by ?? 'new'}`))].toSorted(),
    ['opencode.json existing', 'packages/x/opencode.json new'],
  );
});

test('the revision has the name that review gives it, too, and one of both is enough', async () => {
  const both = ['--base', second, '--format', 'json'];
  const [rev, head] = [await audit('--rev', third, ...both), await audit('--head', third, ...both)];
  assert.equal(head.exitCode, 1);
  assert.equal(head.stdout, rev.stdout);
  const twice = await audit('--rev', third, '--head', third);
  assert.equal(twice.exitCode, 2);
  assert.match(twice.stderr, /--rev and --head are two names of one thing/u);
});

test('the text shows the lines to write', async () => {
  const { stdout } = await audit('--format', 'text');
  assert.match(
    stdout,
    /\n {4}Suggested:\n {4}\| \{ "permission": "ask" \}\n {4}Fingerprint: [0-9a-f]{32}\n/u,
  );
});

test('the threshold and the policy of the command line win', async (t) => {
  const policy = join(makeDirectory(t), 'policy.jsonc');
  writeFileSync(policy, '{ "rules": { "permission-allow-all": "low" } } // ours\n');
  assert.equal((await audit('--policy', policy)).exitCode, 0);
  assert.equal((await audit('--policy', policy, '--fail-on', 'low')).exitCode, 1);
  assert.equal((await audit('--fail-on', 'never')).exitCode, 0);
});

const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  text: (text) => /^opencode\.json:1 high \[blocks\]/mu.test(text) && /^verdict: block/mu.test(text),
  json: (text) => parseResult(text).verdict === 'block',
  sarif: (text) => (JSON.parse(text) as { version: string }).version === '2.1.0',
  markdown: (text) => text.startsWith('## ⛔ Review gate: block'),
  github: (text) => parseLog(text).length === 1 && text.startsWith('::error file=opencode.json,line=1,'),
};

for (const [format, holds] of Object.entries(FORMATS)) {
  test(`the format ${format} is written whole, to standard output or to a file`, async (t) => {
    const shown = await audit('--format', format);
    assert.equal(shown.exitCode, 1);
    assert.ok(holds(shown.stdout), shown.stdout);
    const output = join(makeDirectory(t), 'result');
    const written = await audit('--format', format, '--output', output);
    assert.deepEqual([written.exitCode, written.stdout], [1, '']);
    assert.ok(holds(readFileSync(output, 'utf8')));
  });
}

test('progress goes to standard error in plain lines, and the trail to its file', async (t) => {
  const trail = join(makeDirectory(t), 'trail.jsonl');
  const run = await audit('--format', 'json', '--trail', trail);
  assert.match(run.stderr, /^Reading the change\nChange: 0 files, 0 hunks\n/u);
  assert.ok(!run.stderr.includes('\u001b'));
  const events = readFileSync(trail, 'utf8').trim().split('\n');
  const kinds = events.map((line) => (JSON.parse(line) as { kind: string }).kind);
  assert.deepEqual([...kinds.slice(0, 3), kinds.at(-1)], ['run-start', 'policy', 'change', 'verdict']);
});

test('an audit neither changes the repository nor leaves anything in the temporary directory', async (t) => {
  const place = makeDirectory(t);
  const before = repository.git('status', '--porcelain', '--ignored');
  await runCli(['audit', '--repo', repo], { env: { TMPDIR: place } });
  assert.equal(repository.git('status', '--porcelain', '--ignored'), before);
  assert.equal(existsSync(join(repo, '.git', 'FETCH_HEAD')), false);
  assert.deepEqual(readdirSync(place), []);
});
