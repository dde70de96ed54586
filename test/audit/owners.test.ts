import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseOwners } from '../../src/audit/owners.ts';
import { asset } from './audit-of.ts';

const covers = (line: string, path: string): boolean | undefined =>
  parseOwners([asset('CODEOWNERS', `${line}\n`)])?.covers(path);

/** The examples of GitHub's documentation, and what it says about each. */
const EXAMPLES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['*       @owner1 @owner2', ['a', 'docs/a.md', '.opencode/agent/a.md'], []],
  ['*.js    @js-owner #This is an inline comment.', ['a.js', 'deep/in/a.js'], ['a.ts', 'a.js.md']],
  ['*.go docs@example.com', ['a.go', 'b/a.go'], ['a.js']],
  ['/build/logs/ @doctocat', ['build/logs/a', 'build/logs/deep/a'], ['x/build/logs/a', 'build/logs']],
  [
    'docs/* docs@example.com',
    ['docs/getting-started.md'],
    ['docs/build-app/troubleshooting.md', 'x/docs/a.md'],
  ],
  ['apps/ @octocat', ['apps/a', 'x/apps/a', 'x/apps/deep/a'], ['apps', 'x/apps2/a']],
  ['/docs/ @doctocat', ['docs/a', 'docs/deep/a'], ['x/docs/a']],
  ['/scripts/ @doctocat @octocat', ['scripts/a'], ['x/scripts/a']],
  ['**/logs @octocat', ['logs', 'logs/a', 'build/logs/a', 'deeply/nested/logs/a'], ['logs2/a']],
  ['/apps/github @doctocat', ['apps/github', 'apps/github/a'], ['apps/github2', 'x/apps/github']],
];

suite('CODEOWNERS as GitHub reads it', () => {
  for (const [line, owned, free] of EXAMPLES) {
    test(line, () => {
      for (const path of owned) assert.equal(covers(line, path), true, path);
      for (const path of free) assert.equal(covers(line, path), false, path);
    });
  }

  test('the last line that matches decides, also when it names nobody', () => {
    const text = '/apps/ @octocat\n/apps/github\n/apps/github/x @doctocat';
    assert.equal(covers(text, 'apps/a'), true);
    assert.equal(covers(text, 'apps/github/a'), false);
    assert.equal(covers(text, 'apps/github/x'), true);
  });

  test('are named by it, without what only looks like one', () => {
    const owners = parseOwners([asset('CODEOWNERS', '/a/ @one @acme/two three@example.com four # @five\n')]);
    assert.deepEqual(owners?.of('a/b'), ['@one', '@acme/two', 'three@example.com']);
    assert.deepEqual(owners?.of('b'), []);
  });

  test('** stands for any number of folders, ? for one character, a backslash for the space after it', () => {
    assert.equal(covers('/a/**/z.md @o', 'a/z.md'), true);
    assert.equal(covers('/a/**/z.md @o', 'a/b/c/z.md'), true);
    assert.equal(covers('/a/** @o', 'a/b/c'), true);
    assert.equal(covers('/a?.md @o', 'ab.md'), true);
    assert.equal(covers('/a?.md @o', 'a/.md'), false);
    assert.equal(covers('/a\\ b/ @o', 'a b/c'), true);
    assert.equal(covers('/* @o', 'a'), true);
    assert.equal(covers('/* @o', 'a/b'), false);
  });

  test('what GitHub leaves out names nobody', () => {
    for (const line of ['# a @o', '!a @o', '[a-z] @o', '\\#a @o', 'a', 'a # @o', '']) {
      assert.equal(covers(line, 'a'), false, line);
    }
  });

  test('.github comes first, then the root, then docs; a link says nothing', () => {
    const files = ['docs/CODEOWNERS', 'CODEOWNERS', '.github/CODEOWNERS'].map((path) =>
      asset(path, '* @o\n'),
    );
    assert.equal(parseOwners(files)?.path, '.github/CODEOWNERS');
    assert.equal(parseOwners(files.slice(0, 2))?.path, 'CODEOWNERS');
    assert.equal(parseOwners(files.slice(0, 1))?.path, 'docs/CODEOWNERS');
    assert.equal(parseOwners([]), null);
    assert.equal(parseOwners([asset('CODEOWNERS', '* @o\n', '120000')])?.covers('a'), false);
  });

  test('a pattern of many stars is matched soon', () => {
    const start = Date.now();
    assert.equal(covers(`${'**/a*a*'.repeat(200)}/x @o`, `${'aaaaaaaa/'.repeat(200)}y`), false);
    assert.ok(Date.now() - start < 5_000);
  });
});
