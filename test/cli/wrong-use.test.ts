import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { makeDirectory, makeRepository } from '../adapters/git/make-repository.ts';
import { parseResult } from './result-model.ts';
import { runCli } from './run-cli.ts';

const repository = makeRepository({ after });
const only = repository.commit({ 'a.ts': '1;\n' });
const orphan = repository.commit({ 'b.ts': '1;\n' }, { branch: 'orphan', parents: [] });
const broken = repository.commit(
  { '.github/review-gate.jsonc': '{ "reviw": {} }\n' },
  { branch: 'broken', parents: [only] },
);
const repo = repository.directory;
const directory = makeDirectory({ after });
const empty = makeRepository({ after }).directory;
const file = (name: string, text: string) => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};
mkdirSync(join(directory, 'folder'));

const local = ['--model', 'local/m', '--base-url', 'http://127.0.0.1:9/v1'];
const review = ['review', '--repo', repo, '--base', only];
const audit = ['audit', '--repo', repo];

/** Wrong use is one sentence on standard error; standard output stays empty. */
const SENTENCES: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['an unknown command', ['reveiw'], /"reveiw" is no command.*review, audit, explain, trail, demo/u],
  ['an unknown flag', [...review, '--modle', 'x/y'], /--modle \(did you mean --model\?\)/u],
  ['a flag of another command', ['audit', '--model', 'x/y'], /Unknown flag --model/u],
  ['a flag without its value', ['audit', '--repo'], /--repo needs a value/u],
  ['a flag given twice', [...audit, '--repo', repo], /given twice/u],
  ['a stray word', [...audit, 'HEAD'], /Unexpected argument "HEAD"/u],
  ['no model', review, /--model provider\/model.*--review off/u],
  ['a model without its provider', [...review, '--model', 'gpt'], /provider\/model/u],
  ['an unknown provider', [...review, '--model', 'nope/m'], /"nope" is not known/u],
  ['no key', [...review, '--model', 'openai/gpt'], /OPENAI_API_KEY/u],
  ['no key under its name', [...review, ...local, '--api-key-env', 'MY_KEY'], /MY_KEY/u],
  ['a severity that is none', [...audit, '--fail-on', 'hgih'], /fail-on.*critical, high/u],
  ['a format that is none', [...audit, '--format', 'xml'], /--format must be one of: text, json/u],
  ['minutes that are none', [...review, ...local, '--timeout-minutes', '0'], /timeout-minutes/u],
  ['a sandbox that is none', [...review, ...local, '--sandbox', 'none'], /sandbox.*bwrap-userns/u],
  ['a policy that is not there', [...audit, '--policy', join(directory, 'absent')], /--policy.*ENOENT/u],
  ['a policy that is a folder', [...audit, '--policy', join(directory, 'folder')], /--policy.*EISDIR/u],
  ['a trail in no folder', [...audit, '--trail', join(directory, 'absent', 't')], /trail.*ENOENT/u],
  ['a result in no folder', [...audit, '--output', join(directory, 'absent', 'o')], /output file.*ENOENT/u],
  ['a result that is a folder', [...audit, '--output', join(directory, 'folder')], /no regular file/u],
  [
    'a trail and a result in one file',
    [...audit, '--output', join(directory, 'one'), '--trail', join(directory, 'folder', '..', 'one')],
    /--output and --trail name the same file/u,
  ],
  ['a demo in a file', ['demo', '--output', join(file('taken', ''), 'demo')], /--output.*ENOTDIR/u],
  [
    'a demo where no folder can be',
    ['demo', '--output', '/proc/demo'],
    /--output cannot be made \(ENOENT\)/u,
  ],
  ['a word with control characters', ['audit', '--\u001b[31m\n::error::x'], /Unknown flag/u],
];

for (const [what, args, message] of SENTENCES) {
  test(`${what} is one sentence and exit code 2`, async () => {
    const run = await runCli(args);
    assert.deepEqual([run.exitCode, run.stdout], [2, '']);
    const said = run.stderr.split('\n').filter((line) => line.startsWith('opencode-review-gate: '));
    assert.equal(said.length, 1, run.stderr);
    assert.match(said[0] ?? '', message);
    assert.doesNotMatch(run.stderr, /^\s+at |node:internal/mu);
    assert.doesNotMatch(run.stderr, /\u001b|^::/mu);
  });
}

/** What only the run itself finds out is a result like any other one, with its reason. */
const RESULTS: readonly (readonly [string, readonly string[], string, RegExp])[] = [
  ['no repository', ['audit', '--repo', directory], 'repository-invalid', /no git repository/u],
  [
    'no such directory',
    ['audit', '--repo', join(directory, 'absent')],
    'repository-invalid',
    /does not exist/u,
  ],
  ['an unknown revision', [...audit, '--rev', 'nope'], 'revision-unknown', /"nope"/u],
  ['an option as a revision', [...audit, '--rev', '--output=x'], 'revision-unknown', /--output=x/u],
  [
    'a repository without a commit',
    ['audit', '--repo', empty],
    'revision-unknown',
    /no commit yet.*commit something/u,
  ],
  [
    'no base, and no default branch of an origin',
    ['review', '--repo', repo, ...local],
    'revision-unknown',
    /"origin\/HEAD".*--base main/u,
  ],
  ['no common history', [...audit, '--base', orphan], 'history-unrelated', /no common history/u],
  ['a broken policy', [...audit, '--rev', broken], 'policy-invalid', /reviw.*review/u],
  ['a broken policy file', [...audit, '--policy', file('bad', '{')], 'policy-invalid', /policy/u],
];

for (const [what, args, code, message] of RESULTS) {
  test(`${what} is an inconclusive result and exit code 2`, async () => {
    const run = await runCli([...args, '--format', 'json']);
    assert.equal(run.exitCode, 2);
    const { verdict, reasons } = parseResult(run.stdout);
    assert.equal(verdict, 'inconclusive');
    assert.equal(reasons[0]?.code, code);
    assert.match(reasons[0]?.message ?? '', message);
    const shown = await runCli(args);
    assert.equal(shown.exitCode, 2);
    assert.match(shown.stdout, new RegExp(`^${code}: `, 'mu'));
  });
}

test('a result without a place is known before the run', async () => {
  const run = await runCli([...review, ...local, '--output', join(directory, 'absent', 'o')]);
  assert.equal(run.exitCode, 2);
  assert.match(run.stderr, /^opencode-review-gate: The output file cannot be written \(ENOENT\)[^\n]*\n$/u);
});

test('a result that nobody can read is no pass', async () => {
  const run = await runCli(audit, { closeOutput: true });
  assert.equal(run.exitCode, 2);
  assert.match(run.stderr, /standard output failed \(EPIPE\)/u);
});

test('help and version are for standard output and exit code 0', async () => {
  const overview = await runCli([]);
  assert.equal((await runCli(['--help'])).stdout, overview.stdout);
  assert.equal((await runCli(['help'])).stdout, overview.stdout);
  assert.equal((await runCli(['-h'])).stdout, overview.stdout);
  assert.match(overview.stdout, /\nExample\n {2}opencode-review-gate /u);
  const manifest = readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { version: string };
  assert.equal((await runCli(['--version'])).stdout, `${version}\n`);
  for (const name of ['review', 'audit', 'demo']) {
    assert.match(overview.stdout, new RegExp(`^  ${name} `, 'mu'));
    const help = await runCli([name, '--help']);
    assert.deepEqual([help.exitCode, help.stderr], [0, '']);
    assert.equal((await runCli([name, '-h'])).stdout, help.stdout);
    assert.equal((await runCli(['help', name])).stdout, help.stdout);
    const lines = help.stdout.split('\n');
    assert.ok(lines.length <= 40, 'it fits one screen');
    assert.ok(
      lines.every((line) => line.length <= 120),
      'and its width',
    );
    assert.match(help.stdout, /\nExample\n {2}opencode-review-gate /u);
  }
});
