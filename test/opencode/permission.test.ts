import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { evaluate, isHidden, summarise } from '../../src/opencode/permission.ts';
import { PINNED } from '../../src/opencode/semantics-of.ts';
import { matches } from '../../src/opencode/wildcard.ts';
import { agentOf, cell, projectOf } from './read.ts';

const rulesOf = (permission: string) =>
  agentOf(projectOf({ 'opencode.json': `{"agent":{"a":{"permission":${permission}}}}` }), 'a')?.rules ?? [];

suite('a wildcard', () => {
  const table: readonly (readonly [string, string, boolean])[] = [
    ['*', '', true],
    ['*', 'a/b\nc', true],
    ['ls *', 'ls', true],
    ['ls *', 'ls -la', true],
    ['ls *', 'lsblk', false],
    ['ls*', 'lsblk', true],
    ['src/*', 'src/a/b', true],
    ['src/**', 'src/a/b', true],
    ['?ead', 'read', true],
    ['?ead', 'ead', false],
    ['*.env', 'a/.env', true],
    ['*.env', '.env.local', false],
    ['a\\b', 'a/b', true],
    ['[ab]', 'a', false],
    ['[ab]', '[ab]', true],
    ['A', 'a', false],
    ['a*b*c', 'a1b2c', true],
    ['a*b*c', 'a1c2b', false],
    ['.', 'x', false],
    ['', '', true],
    ['', 'a', false],
    ['*a*', 'bab', true],
    ['a**', 'a', true],
  ];
  for (const [pattern, text, expected] of table) {
    test(`${JSON.stringify(pattern)} ${expected ? 'matches' : 'does not match'} ${JSON.stringify(text)}`, () => {
      assert.equal(matches(pattern, text), expected);
    });
  }
});

suite('an evaluation', () => {
  test('the last rule that matches decides, and nothing means ask', () => {
    const rules = rulesOf('{"bash":{"*":"deny","git *":"allow","git push *":"deny"},"my_*":"deny"}');
    assert.equal(evaluate(rules, 'bash', 'git log', PINNED), 'allow');
    assert.equal(evaluate(rules, 'bash', 'git push origin', PINNED), 'deny');
    assert.equal(evaluate(rules, 'bash', 'ls', PINNED), 'deny');
    assert.equal(evaluate(rules, 'my_tool', '*', PINNED), 'deny');
    assert.equal(evaluate([], 'bash', 'ls', PINNED), 'ask');
  });

  test('a specific rule before the star has no effect', () => {
    assert.equal(evaluate(rulesOf('{"bash":{"rm *":"deny","*":"allow"}}'), 'bash', 'rm x', PINNED), 'allow');
  });

  test('what OpenCode asks by default', () => {
    const rules = rulesOf('{}');
    assert.equal(evaluate(rules, 'read', 'a/.env', PINNED), 'ask');
    assert.equal(evaluate(rules, 'read', '.env.example', PINNED), 'allow');
    assert.equal(evaluate(rules, 'external_directory', '/etc/*', PINNED), 'ask');
    assert.equal(evaluate(rules, 'bash', 'id', PINNED), 'allow');
  });

  test('a tool is hidden when its last rule denies everything', () => {
    assert.equal(isHidden(rulesOf('{"bash":{"*":"deny","ls *":"allow"}}'), 'bash', PINNED), false);
    assert.equal(isHidden(rulesOf('{"bash":{"ls *":"allow","*":"deny"}}'), 'bash', PINNED), true);
  });
});

suite('one word for a key', () => {
  const word = (permission: string, key: string) => summarise(rulesOf(permission), key, PINNED);

  test('is the action, or pattern when it depends', () => {
    assert.equal(word('{"bash":{"*":"deny","ls":"allow"}}', 'bash'), 'pattern');
    assert.equal(word('{"bash":{"ls":"allow","*":"deny"}}', 'bash'), 'deny');
    assert.equal(word('{"*":"ask"}', 'webfetch'), 'ask');
    assert.equal(word('{}', 'read'), 'pattern');
    assert.equal(word('{"read":"allow"}', 'read'), 'allow');
  });
});

suite('the matrix', () => {
  test('has the agents that people see, and the file that defines each', () => {
    const project = projectOf({ '.opencode/agent/a.md': '---\npermission:\n  edit: deny\n---\n' });
    assert.equal(cell(project, 'a', 'edit'), 'deny');
    assert.equal(cell(project, 'build', 'bash'), 'allow');
    assert.equal(cell(project, 'plan', 'edit'), 'pattern');
    assert.equal(cell(project, 'explore', 'edit'), 'deny');
    assert.equal(cell(project, 'build', 'external_directory'), 'ask');
    assert.equal(cell(project, 'title', 'bash'), undefined);
  });
});
