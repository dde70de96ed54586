import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { OPENCODE_VERSION } from '../../src/adapters/opencode/pins.ts';
import type { Agent } from '../../src/opencode/agents.ts';
import { evaluate } from '../../src/opencode/permission.ts';
import { parseProject } from '../../src/opencode/project.ts';
import { PINNED, PINNED_VERSION, semanticsOf } from '../../src/opencode/semantics-of.ts';
import { assetsOf, type Files } from '../audit/audit-of.ts';

function agentAs(version: string, files: Files, name = 'a'): Agent | undefined {
  const { setUps } = parseProject(assetsOf(files), semanticsOf(version));
  return setUps[0]?.agents.find((agent) => agent.name === name);
}

function actionAs(version: string, files: Files, key: string, pattern: string): string {
  return evaluate(agentAs(version, files)?.rules ?? [], key, pattern, semanticsOf(version));
}

const problemsAs = (version: string, text: string): readonly string[] =>
  [...parseProject(assetsOf({ 'opencode.json': text }), semanticsOf(version)).assets.values()].flatMap(
    (asset) => asset.problems.map(({ kind }) => kind),
  );

const agent = (permission: object): Files => ({
  'opencode.json': JSON.stringify({ agent: { a: { permission } } }),
});

suite('the semantics of a version', () => {
  test('are those of the pinned one where none is named', () => {
    assert.equal(PINNED_VERSION, OPENCODE_VERSION);
    assert.deepEqual(semanticsOf(), PINNED);
    assert.equal(semanticsOf('1.18.40').newAgents, 'lowered');
  });

  test('before 1.1 the longest pattern decides, and most keys are dropped', () => {
    const files = agent({ bash: { 'rm -rf *': 'deny', '*': 'allow' }, grep: 'deny' });
    assert.equal(actionAs('1.0.185', files, 'bash', 'rm -rf x'), 'deny');
    assert.equal(actionAs('1.18.33', files, 'bash', 'rm -rf x'), 'allow');
    assert.equal(actionAs('1.0.185', files, 'grep', 'x'), 'allow');
    assert.equal(actionAs('1.1.11', files, 'grep', 'x'), 'deny');
  });

  test('a blank and a star at the end can be left out since 1.1.65', () => {
    const files = agent({ bash: { '*': 'deny', 'ls *': 'allow' } });
    assert.equal(actionAs('1.1.11', files, 'bash', 'ls'), 'deny');
    assert.equal(actionAs('1.1.65', files, 'bash', 'ls'), 'allow');
  });

  test('reading .env was denied before it was asked', () => {
    assert.equal(actionAs('1.1.11', agent({}), 'read', '.env'), 'deny');
    assert.equal(actionAs('1.2.0', agent({}), 'read', '.env'), 'ask');
  });

  test('plural folders are read since 1.1', () => {
    const files = { '.opencode/agents/a.md': '---\nmode: all\n---\n' };
    assert.equal(agentAs('1.0.185', files), undefined);
    assert.equal(agentAs('1.1.11', files)?.mode, 'all');
  });

  test('of two configurations in one folder the json won before 1.14.34', () => {
    const files = {
      'opencode.json': '{"agent":{"a":{"permission":{"bash":"deny"}}}}',
      'opencode.jsonc': '{"agent":{"a":{"permission":{"bash":"allow"}}}}',
    };
    assert.equal(actionAs('1.3.2', files, 'bash', 'x'), 'deny');
    assert.equal(actionAs('1.14.34', files, 'bash', 'x'), 'allow');
  });

  test('the keys of version 2 are refused, passed over, or lowered without their permissions', () => {
    const text = '{"agents":{"a":{"mode":"subagent","permission":{"bash":"deny"}}}}';
    assert.equal(agentAs('1.18.23', { 'opencode.json': text }), undefined);
    assert.equal(agentAs('1.18.33', { 'opencode.json': text })?.mode, 'subagent');
    assert.equal(actionAs('1.18.33', { 'opencode.json': text }, 'bash', 'x'), 'allow');
    assert.deepEqual(problemsAs('1.18.33', '{"permissions":[]}'), ['refused']);
    assert.deepEqual(problemsAs('1.18.23', '{"permissions":[]}'), []);
    assert.deepEqual(problemsAs('2.0.0', '{"permissions":[]}'), []);
  });
});

suite('version 2', () => {
  const rule = (action: string, resource: string, effect: string) => ({ action, resource, effect });

  test('takes lists of rules, those for all agents first', () => {
    const config = {
      permissions: [rule('*', '*', 'deny'), rule('read', '~/x', 'allow')],
      agents: { a: { permissions: [rule('bash', 'ls *', 'allow')] } },
    };
    const found = agentAs('2.0.0', { 'opencode.json': JSON.stringify(config) });
    assert.deepEqual(
      found?.rules.map((one) => `${one.permission}[${one.pattern}]=${one.action}`),
      ['*[*]=deny', 'read[<home>/x]=allow', 'bash[ls *]=allow'],
    );
    assert.deepEqual(found?.rules[0]?.origin, { path: 'opencode.json', line: 1, column: 17 });
  });

  test('asks for what nobody mentions, and lets a nested folder win', () => {
    const files = {
      '.opencode/opencode.json': JSON.stringify({ permissions: [rule('bash', '*', 'deny')] }),
      'sub/.opencode/opencode.json': JSON.stringify({
        permissions: [rule('bash', '*', 'allow')],
        agents: { a: {} },
      }),
    };
    const { setUps } = parseProject(assetsOf(files), semanticsOf('2.0.0'));
    const found = setUps.find(({ folder }) => folder === 'sub')?.agents.find(({ name }) => name === 'a');
    assert.equal(evaluate(found?.rules ?? [], 'bash', 'x', semanticsOf('2.0.0')), 'allow');
    assert.equal(evaluate(found?.rules ?? [], 'webfetch', 'x', semanticsOf('2.0.0')), 'ask');
  });

  test('reads front matter of its own, and that of version 1 without its new keys', () => {
    const files = (text: string) => ({ '.opencode/agents/a.md': `---\n${text}\n---\n` });
    const own = files('permissions:\n  - {action: bash, resource: "*", effect: deny}');
    assert.equal(actionAs('2.0.0', own, 'bash', 'x'), 'deny');
    const mixed = files('temperature: 0.1\npermissions:\n  - {action: bash, resource: "*", effect: deny}');
    assert.equal(actionAs('2.0.0', mixed, 'bash', 'x'), 'ask');
    const old = files('name: other\ntools:\n  write: false\npermission:\n  bash: deny');
    assert.equal(actionAs('2.0.0', old, 'bash', 'x'), 'deny');
    assert.equal(actionAs('2.0.0', old, 'edit', 'x'), 'deny');
  });

  test('drops a file that mixes both versions where they differ', () => {
    const files = {
      'opencode.json': JSON.stringify({ permission: 'deny', skills: ['x'], agent: { a: {} } }),
    };
    assert.equal(agentAs('2.0.0', files), undefined);
  });
});
