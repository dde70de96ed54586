import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { repositoryFolder } from '../../src/opencode/repository-folder.ts';
import { toolsOf } from '../../src/opencode/tools.ts';
import { agentOf, problemsOf, projectOf, writtenRules } from './read.ts';

suite('folders outside the project', () => {
  const patterns = (files: Readonly<Record<string, string>>, folder = '') =>
    (agentOf(projectOf(files), 'build', folder)?.rules ?? [])
      .filter((rule) => rule.permission === 'external_directory' && rule.pattern !== '*')
      .map((rule) => rule.pattern)
      .slice(2, -1);

  test('references open paths and clones to every agent, each at its place', () => {
    const files = {
      '.opencode/opencode.json':
        '{"references": {"a": "./docs", "b": {"path": "../../other"}, "c": "~/notes", "d": {"path": "/opt/x"},\n "e": "owner/name", "f": {"repository": "https://git.example.org/a/b.git", "branch": "x/y"}, "no/name": "/z"}}',
    };
    assert.deepEqual(patterns(files), [
      '<project>/.opencode/docs/*',
      '<project>/../other/*',
      '<home>/notes/*',
      '/opt/x/*',
      '<data>/repos/github.com/owner/name/*',
      '<data>/repos/git.example.org/a/b@x%2Fy/*',
    ]);
    const rule = agentOf(projectOf(files), 'build')?.rules.find(({ way }) => way === 'references.e');
    assert.deepEqual(rule?.origin, { path: '.opencode/opencode.json', line: 2, column: 2 });
  });

  test('the later of two references with one name counts, and an empty list hides them all', () => {
    const files = {
      'opencode.json': '{"references": {"a": "/one", "b": "/two"}}',
      '.opencode/opencode.json': '{"references": {"a": "/three"}}',
    };
    assert.deepEqual(patterns(files), ['/three/*', '/two/*']);
    assert.deepEqual(patterns({ 'opencode.json': '{"references": {}, "reference": {"a": "/x"}}' }), []);
  });

  test('the folder of each skill is open', () => {
    const skill = '---\nname: s\ndescription: d\n---\n';
    const files = {
      'opencode.json': '{}',
      '.opencode/skills/n/s/SKILL.md': skill,
      '.claude/skills/t/SKILL.md': skill,
      'sub/opencode.json': '{}',
      'sub/.agents/skills/u/SKILL.md': skill,
    };
    assert.deepEqual(patterns(files), ['<project>/.claude/skills/t/*', '<project>/.opencode/skills/n/s/*']);
    assert.equal(patterns(files, 'sub')[0], '<project>/sub/.agents/skills/u/*');
  });

  test('a repository is named as OpenCode names it', () => {
    const table: readonly (readonly [string, string | null])[] = [
      ['github:a/b', 'github.com/a/b'],
      ['git+https://GitHub.com/a/b.git#main', 'github.com/a/b'],
      ['git@host.org:a/b/c.git', 'host.org/a/b/c'],
      ['host.org/a', 'host.org/a'],
      ['a', null],
      ['a/b/c', null],
      ['file:///etc', null],
      ['a/..', null],
    ];
    for (const [text, expected] of table) assert.equal(repositoryFolder(text, undefined), expected, text);
    assert.equal(repositoryFolder('a/b', '-x'), null);
  });
});

suite('the tools that are offered', () => {
  const tools = (permission: string) =>
    toolsOf({
      rules: agentOf(projectOf({ 'opencode.json': `{"permission":${permission}}` }), 'build')?.rules ?? [],
    });

  test('go by the last rule for their key', () => {
    assert.deepEqual(
      [tools('{"edit":"deny"}')['write'], tools('{"edit":"deny"}')['apply_patch']],
      [false, false],
    );
    assert.equal(tools('{"bash":{"*":"deny","ls":"allow"}}')['bash'], true);
    assert.equal(tools('{"bash":{"ls":"allow","*":"deny"}}')['bash'], false);
    assert.equal(tools('{"write":"deny"}')['write'], true);
    assert.equal(tools('"ask"')['bash'], true);
  });
});

suite('where a rule is written', () => {
  test('old tools, front matter after a repair and home directories keep their place', () => {
    const project = projectOf({
      'opencode.json': '{\n  "tools": {\n    "write": false }\n}',
      '.opencode/agent/a.md': '---\ndescription: a: b\npermission:\n  read:\n    ~/x: deny\n---\n',
    });
    const rule = agentOf(project, 'a')?.rules.find(({ pattern }) => pattern === '<home>/x');
    assert.deepEqual(rule?.origin, { path: '.opencode/agent/a.md', line: 5, column: 5 });
    const edit = agentOf(project, 'build')?.rules.find(
      ({ permission, origin }) => permission === 'edit' && origin,
    );
    assert.deepEqual(edit?.origin, { path: 'opencode.json', line: 3, column: 5 });
  });

  test('two files that make one agent are a problem', () => {
    const project = projectOf({
      '.opencode/agent/a.md': '---\nmode: all\n---\n',
      '.opencode/agents/b.md': '---\nname: a\npermission: deny\n---\n',
    });
    assert.deepEqual(
      problemsOf(project).map(({ kind, path }) => [kind, path]),
      [['skipped', '.opencode/agents/b.md']],
    );
  });

  test('a home directory of its own has nothing of the project above it', () => {
    const project = projectOf({
      'opencode.json': '{"permission":{"bash":"deny"}}',
      'dot/.config/opencode/opencode.json': '{"permission":{"edit":"deny"}}',
      'dot/.config/opencode/agent/a.md': '---\nmode: all\n---\n',
    });
    assert.deepEqual(writtenRules(project, 'a', 'dot/.config/opencode'), ['edit[*]=deny']);
    assert.equal(agentOf(project, 'a'), undefined);
  });
});
