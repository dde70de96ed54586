import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, suite } from 'node:test';
import { makeDirectory, makeRepository } from '../adapters/git/make-repository.ts';

const CLI = join(import.meta.dirname, '../../src/cli.ts');
const agent = (bash: string) => `---\ndescription: Works\npermission:\n  bash: ${bash}\n---\nWork.\n`;

const repository = makeRepository({ after });
const first = repository.commit({ '.opencode/agent/worker.md': agent('deny') });
repository.commit({
  '.opencode/agent/worker.md': agent('allow'),
  '.github/review-gate.jsonc': '{ "ceiling": { "bash": "ask" } }\n',
  // Whoever starts OpenCode or a hook here leaves a mark.
  '.opencode/plugin/mark.js': `require("fs").writeFileSync(${JSON.stringify(join(repository.directory, 'ran'))}, "")\n`,
});

/** Its environment holds no key, no token and no way to a network: nothing but a PATH. */
function run(...args: readonly string[]) {
  return runIn(repository.directory, ...args);
}

function runIn(directory: string, ...args: readonly string[]) {
  const home = makeDirectory({ after });
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [CLI, 'explain', ...args, '--repo', directory],
    { env: { PATH: process.env['PATH'] ?? '', HOME: home }, encoding: 'utf8', timeout: 60_000 },
  );
  return { status, stdout, stderr };
}

suite('explain', () => {
  test('prints what an agent may do at HEAD, with the line that decides, and exits 0', () => {
    const { status, stdout, stderr } = run('worker');
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /^worker: agent \(primary and subagent\), \.opencode\/agent\/worker\.md:\d+\n/u);
    assert.match(stdout, /\n {2}bash +allow +ask +#\d+ \.opencode\/agent\/worker\.md:4\n/u);
    assert.match(stdout, /permission-above-ceiling/u);
    assert.ok(!readdirSync(repository.directory).includes('ran'));
  });

  test('at an older revision, with the policy of that revision', () => {
    const { status, stdout } = run('worker', '--rev', first);
    assert.equal(status, 0);
    assert.match(stdout, /\n {2}bash +deny \(hidden\)/u);
    assert.match(stdout, /the policy sets no ceiling/u);
  });

  test('has the credentials in its file against it, and prints none of them', () => {
    const token = `ghp_${'a1B2c3D4'.repeat(4)}e5F6`;
    const tree = makeRepository({ after });
    tree.commit({ '.opencode/agent/worker.md': `${agent('deny')}Use ${token}.\n` });
    const { status, stdout } = runIn(tree.directory, 'worker');
    assert.equal(status, 0);
    assert.match(stdout, /secret-in-asset/u);
    assert.ok(!stdout.includes(token));
  });

  test('prints one JSON object when asked to', () => {
    const { status, stdout } = run('worker', '--format', 'json');
    assert.equal(status, 0);
    const value = JSON.parse(stdout) as { agent: string; rules: { origin: { line: number } | null }[] };
    assert.equal(value.agent, 'worker');
    assert.ok(value.rules.some(({ origin }) => origin?.line === 4));
  });

  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [['wroker'], /There is no agent "wroker" .*Did you mean "worker"\? The agents are: /u],
    [[], /AGENT is missing\. See: opencode-review-gate explain --help/u],
    [['worker', 'other'], /Unexpected argument "other"/u],
    [['worker', '--format', 'yaml'], /--format must be one of: text, json/u],
    [['worker', '--rev', 'nowhere'], /nowhere/u],
  ];
  for (const [args, expected] of wrong) {
    test(`explain ${args.join(' ')} is wrong use: one sentence and exit 2`, () => {
      const { status, stdout, stderr } = run(...args);
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, expected);
      assert.equal(stderr.trimEnd().split('\n').length, 1);
    });
  }
});
