import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { isAsset } from '../../src/opencode/asset.ts';
import { locate } from '../../src/opencode/locate.ts';
import { asset, problemsOf, projectOf } from './read.ts';

const ASSETS: Readonly<Record<string, string>> = {
  'opencode.json': 'config',
  'a/b/opencode.jsonc': 'config',
  '.opencode/opencode.json': 'config',
  '.opencode/agent/a.md': 'agent',
  '.opencode/agents/x/a.md': 'agent',
  // OpenCode loads a file whatever its name is made of.
  '.opencode/agent/a\nb.md': 'agent',
  '.opencode/commands/a\nb.md': 'command',
  '.opencode/skills/a\nb/s/SKILL.md': 'skill',
  'web/.opencode/mode/m.md': 'mode',
  '.opencode/command/c.md': 'command',
  '.opencode/commands/x/c.md': 'command',
  '.opencode/skill/s/SKILL.md': 'skill',
  '.opencode/skills/x/s/SKILL.md': 'skill',
  '.claude/skills/s/SKILL.md': 'skill',
  'a/.agents/skills/s/SKILL.md': 'skill',
  '.opencode/plugin/p.ts': 'plugin',
  '.opencode/plugins/p.js': 'plugin',
  '.opencode/tool/t.ts': 'tool',
  '.opencode/tools/t.js': 'tool',
  '.opencode/package.json': 'manifest',
  '.opencode/.npmrc': 'manifest',
  '.opencode/plugin/lib/x.ts': 'other',
  '.opencode/prompts/p.txt': 'other',
  'AGENTS.md': 'instructions',
  'a/CLAUDE.md': 'instructions',
  'CONTEXT.md': 'instructions',
  '.opencode': 'folder',
  'a/.opencode': 'folder',
  '.opencode/agents': 'folder',
  'a/.opencode/b/.opencode/agent/c.md': 'agent',
  '.opencode/skill/SKILL.md': 'skill',
  'agent/a.md': 'agent',
  'agents/x/a.md': 'agent',
  'modes/m.md': 'mode',
  'home/.config/opencode/opencode.json': 'config',
  '.config/opencode/agent/a.md': 'agent',
};

const NOT: readonly string[] = [
  'src/opencode.ts',
  'opencode.json/x',
  'opencode.json5',
  '.opencodes/agent/a.md',
  'agent/a.txt',
  'modes/x/m.md',
  '.config/other/x',
  'docs/agents.md',
  '.opencode/node_modules/x/index.js',
  '.claude/settings.json',
  'README.md',
  '',
  'xopencode.json',
];

suite('what is an asset', () => {
  for (const [path, kind] of Object.entries(ASSETS)) {
    test(`${path} is: ${kind}`, () => assert.deepEqual([isAsset(path), locate(path)?.kind], [true, kind]));
  }
  for (const path of NOT) test(`${JSON.stringify(path)} is none`, () => assert.equal(isAsset(path), false));
});

suite('a link in place of an asset', () => {
  const problems = (path: string, target: string) =>
    problemsOf(projectOf([asset(path, target, '120000')])).length;

  test('is a problem where OpenCode reads configuration or code', () => {
    for (const path of [
      'opencode.json',
      '.opencode',
      '.opencode/agents',
      '.opencode/agent/a.md',
      '.opencode/plugin/p.ts',
    ]) {
      assert.equal(problems(path, 'x'), 1, path);
    }
  });

  test('is fine for instructions that stay inside the repository', () => {
    assert.equal(problems('a/CLAUDE.md', '../AGENTS.md'), 0);
    for (const target of ['../../x', '/etc/passwd', '~/x', '../.git/config', 'a/../../../x']) {
      assert.equal(problems('a/CLAUDE.md', target), 1, target);
    }
  });
});

suite('agents outside every folder of OpenCode', () => {
  const kinds = (text: string) =>
    [...projectOf({ 'agents/a.md': text }).assets.values()].map(({ kind }) => kind);

  test('are read when they say what only an agent of OpenCode says', () => {
    assert.deepEqual(kinds('---\nmode: subagent\n---\n'), ['agent']);
    assert.deepEqual(kinds('---\npermission: deny\n---\n'), ['agent']);
  });

  test('are other text otherwise', () => {
    assert.deepEqual(kinds('---\nname: a\ntools: Read, Grep\n---\n'), []);
    assert.deepEqual(kinds('# Agents\n'), []);
  });
});
