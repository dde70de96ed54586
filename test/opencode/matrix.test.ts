import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { buildMatrix } from '../../src/opencode/matrix.ts';
import { projectOf } from './read.ts';

const agent = (permission: string) => `---\ndescription: Works\npermission:\n${permission}\n---\nWork.\n`;
const rows = (head: Readonly<Record<string, string>>, base?: Readonly<Record<string, string>>) =>
  buildMatrix(projectOf(head), base === undefined ? null : projectOf(base));
const row = (name: string, ...files: Parameters<typeof rows>) =>
  rows(...files).find((one) => one.agent === name);

suite('the order of the matrix', () => {
  test("has the repository's agents first, and OpenCode's own that nobody touched last and marked", () => {
    const matrix = rows({
      'opencode.json': '{ "agent": { "plan": { "permission": { "bash": "deny" } } } }',
      '.opencode/agent/a.md': agent('  edit: deny'),
    });
    assert.deepEqual(
      matrix.map((one) => [one.agent, one.untouched]),
      [
        ['a', undefined],
        ['plan', undefined],
        ['build', true],
        ['general', true],
        ['explore', true],
      ],
    );
  });

  test('a general permission touches every agent', () => {
    assert.ok(
      rows({ 'opencode.json': '{ "permission": { "bash": "ask" } }' }).every((one) => !one.untouched),
    );
  });
});

suite('the tools of an MCP server', () => {
  const server = '"mcp": { "my docs": { "type": "remote", "url": "https://docs.example" } }';
  const cell = (permission: string) =>
    row('a', { 'opencode.json': `{ ${server} }`, '.opencode/agent/a.md': agent(permission) })?.cells[
      'my_docs_*'
    ];

  test('have a column, under the name that OpenCode gives them', () => {
    assert.equal(cell('  edit: deny'), 'allow');
    assert.equal(cell('  "my_docs_*": ask'), 'ask');
    assert.equal(cell('  "*": deny'), 'deny');
    assert.equal(cell('  "*": deny\n  my_docs_search: allow'), 'pattern');
    assert.equal(cell('  "*": deny\n  my_docs_search: deny'), 'deny');
  });

  test('have none when the server is off', () => {
    const off = `{ "mcp": { "docs": { "type": "remote", "url": "https://docs.example", "enabled": false } } }`;
    assert.equal(row('build', { 'opencode.json': off })?.cells['docs_*'], undefined);
  });
});

suite('the matrix against a base', () => {
  const base = {
    '.opencode/agent/a.md': agent('  bash:\n    "*": deny\n    "git *": allow\n  edit: deny'),
    '.opencode/agent/gone.md': agent('  bash: deny'),
  };

  test('says nothing of differences when there is no base', () => {
    assert.ok(rows(base).every((one) => one.status === undefined && one.changed === undefined));
  });

  test('says which agents are new, gone, changed and the same', () => {
    const head = {
      '.opencode/agent/a.md': agent('  bash:\n    "*": deny\n    "git *": allow\n  edit: ask'),
      '.opencode/agent/b.md': agent('  bash: deny'),
    };
    const matrix = rows(head, base);
    assert.deepEqual(
      matrix.map((one) => [one.agent, one.status]),
      [
        ['a', 'changed'],
        ['b', 'added'],
        ['build', 'same'],
        ['plan', 'same'],
        ['general', 'same'],
        ['explore', 'same'],
        ['gone', 'removed'],
      ],
    );
    assert.deepEqual(matrix[0]?.changed, ['edit']);
    assert.deepEqual(matrix[0]?.before, { edit: 'deny' });
    assert.equal(matrix.at(-1)?.cells['bash'], 'deny');
  });

  test('sees other patterns behind the same word, and the same ones written otherwise', () => {
    const one = (bash: string) => row('a', { '.opencode/agent/a.md': agent(bash) }, base);
    const wider = one('  bash:\n    "*": deny\n    "git *": allow\n    "npm *": allow\n  edit: deny');
    assert.deepEqual([wider?.changed, wider?.before], [['bash'], { bash: 'pattern' }]);
    const same = one('  edit: deny\n  bash:\n    "ls": allow\n    "*": deny\n    "git *": allow');
    assert.equal(same?.status, 'same');
  });

  test('an added server is a change of every agent that may use it', () => {
    const head = { ...base, 'opencode.json': '{ "mcp": { "x": { "type": "local", "command": ["x"] } } }' };
    const changed = row('a', head, base);
    assert.deepEqual([changed?.status, changed?.changed, changed?.before], ['changed', ['x_*'], {}]);
  });
});
