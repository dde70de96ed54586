import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameComponent, nameView } from '../../src/change/view-name.ts';

test('ordinary names stay as they are', () => {
  for (const name of [
    'src',
    'a.ts',
    '.github',
    '.gitlab-ci.yml',
    '.vscode',
    '.eslintrc',
    'package.json',
    'README.md',
    'agents',
    'context.ts',
    '[id].tsx',
    '-x',
    '100%',
  ])
    assert.equal(nameComponent(name), name);
});

test('names that tools obey get a suffix, however they are written', () => {
  const obeyed =
    'opencode.json opencode.jsonc OPENCODE.JSON .opencode .agents .claude .cursor .cursorrules AGENTS.md agents.md ' +
    'CLAUDE.md CLAUDE.local.md CONTEXT.md GEMINI.md .mcp.json .env .env.production .npmrc bunfig.toml .ignore ' +
    '.rgignore .gitignore .gitattributes .gitmodules .git';
  for (const name of obeyed.split(' ')) assert.equal(nameComponent(name), `${name}.pr-file`);
});

test('what cannot be seen or stored is written out', () => {
  const odd = {
    '..': '%2E%2E',
    '.': '%2E',
    '': '%',
    'a\nb': 'a%0Ab',
    '\udcff': '%FF',
    ' a.': '%20a%2E',
    '.g\u200cit': '.g%E2%80%8Cit.pr-file',
    'git~1': 'git%7E1.pr-file',
    'a\\%\u202e': 'a%5C%25%E2%80%AE',
  };
  for (const [name, written] of Object.entries(odd))
    assert.equal(nameComponent(name), written, JSON.stringify(name));
  assert.ok(nameComponent('é'.repeat(2000)).length <= 200);
});

test('real files keep their names when an odd one wants the same', () => {
  const names = nameView(['a\nb', 'a%0Ab', 'AGENTS.md', 'AGENTS.md.pr-file', 'agents.md']);
  assert.equal(names.get('a%0Ab'), 'a%0Ab');
  assert.equal(names.get('AGENTS.md.pr-file'), 'AGENTS.md.pr-file');
  assert.equal(new Set([...names.values()].map((name) => name?.toLowerCase())).size, 5);
});

test('the order of the paths does not matter', () => {
  const paths = ['B/x', 'b/x', 'b/X', 'b\u200b/x', 'AGENTS.md/a', '.env/b'];
  assert.deepEqual(Object.fromEntries(nameView(paths)), Object.fromEntries(nameView(paths.toReversed())));
});

test('a folder and a file of one name both find a place', () => {
  const names = nameView(['a', 'a/b']);
  assert.notEqual(names.get('a'), names.get('a/b')?.split('/')[0]);
});

test('a path that is too deep or too long has no name', () => {
  const names = nameView([`${'a/'.repeat(50)}b`, `${'long'.repeat(40)}/`.repeat(10)]);
  assert.deepEqual([...names.values()], [null, null]);
});

test('many names that collide are named in time that grows with their number', () => {
  const paths = Array.from({ length: 20_000 }, (_, index) =>
    Array.from('collision-of-names', (letter, bit) =>
      (index >> bit) % 2 ? letter.toUpperCase() : letter,
    ).join(''),
  );
  const names = nameView(paths);
  assert.equal(new Set([...names.values()].map((name) => name?.toLowerCase())).size, new Set(paths).size);
});
