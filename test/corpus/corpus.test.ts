import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';

const SCRIPT = join(import.meta.dirname, '../../scripts/corpus.ts');

function corpusOf(context: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'corpus-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, ...args], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}

const OPEN = '{ "permission": { "bash": "allow", "edit": "ask" } }\n';

suite('the corpus command', () => {
  test('counts the findings and the projects of each rule', (context) => {
    const folder = corpusOf(context, {
      'a/project/opencode.json': OPEN,
      'b/project/opencode.json': OPEN,
      'b/project/.opencode/agent/open.md': '---\npermission:\n  bash: allow\n---\nWork.\n',
      'b/project/src/index.ts': 'not an asset\n',
      'b/resolved.json': '{ "bash": "this is beside the project" }\n',
      'notes.md': 'no project\n',
    });
    const { status, stdout, stderr } = run('--corpus', folder);
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /^\| `bash-unrestricted` \| 3 \| 2 \| high \|$/mu);
    assert.match(stdout, /^2 projects, 3 files, .* 2 projects with a high or critical one; 0 failures\./mu);
  });

  test('a file that cannot be read is a finding, and no failure', (context) => {
    const folder = corpusOf(context, {
      'a/project/opencode.json': '{ "permission": ',
      'a/project/.opencode/agent/broken.md': '---\npermission:\n  *: deny\n---\nWork.\n',
    });
    symlinkSync('/etc/passwd', join(folder, 'a/project/AGENTS.md'));
    const list = join(folder, 'findings.jsonl');
    const { status, stdout, stderr } = run('--corpus', folder, '--findings', list);
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /^\| `config-invalid` \| 2 \| 1 \| high \|$/mu);
    assert.match(stdout, /^\| `frontmatter-fails-open` \| 1 \| 1 \| high \|$/mu);
    assert.match(readFileSync(list, 'utf8'), /^\{"project":"a",.*"path":"AGENTS\.md"/mu);
  });

  test('an audit that does not end fails, by name, and the other projects are still counted', (context) => {
    const many = (count: number, value: unknown, prefix: string) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`${prefix}${i}`, value]));
    const tooMuch = { permission: { bash: many(4_000, 'deny', 'c') }, agent: many(4_000, {}, 'a') };
    const folder = corpusOf(context, {
      'bad/project/opencode.json': JSON.stringify(tooMuch),
      'good/project/opencode.json': OPEN,
    });
    const { status, stdout, stderr } = run('--corpus', folder);
    assert.equal(status, 1);
    assert.match(stderr, /^bad: the audit failed: .*too large to resolve/u);
    assert.match(stdout, /^\| `bash-unrestricted` \| 1 \| 1 \| high \|$/mu);
    assert.match(stdout, / 1 failures\./u);
  });

  test('an empty folder proves nothing and fails', (context) => {
    const { status, stderr } = run('--corpus', corpusOf(context, { 'notes.md': 'x' }));
    assert.notEqual(status, 0);
    assert.match(stderr, /no NAME\/project folder/u);
    assert.notEqual(run().status, 0);
  });
});
