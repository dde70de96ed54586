import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { agentOf, asset, problemsOf, projectOf, writtenRules } from './read.ts';

const kindOf = (text: string): string | undefined =>
  problemsOf(projectOf({ 'opencode.json': text }))[0]?.kind;

/** What the real OpenCode 1.18.33 refuses to start with. */
const REFUSED: readonly string[] = [
  '{"permission":{"webfetch":{"*":"deny"}}}',
  '// nothing\n',
  '  \n',
  '[]',
  'null',
  '"x"',
  '{"permission":"deny",',
  '{"mcp":{"a":{"type":"local","command":"npx foo"}}}',
  '{"mcp":{"a":{"command":["npx"]}}}',
  '{"permissions":[]}',
  '{"permission":"deny"}\0',
  '{"permission":null}',
  '{"plugin":"x"}',
  '{"agent":{"x":{"permissions":{"bash":"deny"}}}}',
  '{"agent":{"x":{"steps":0}}}',
  '{"agents":{"x":{"permissions":[]}}}',
  '{"mode":{"x":{"permissions":[]}}}',
];

const ACCEPTED: readonly string[] = [
  '',
  '{}',
  '\uFEFF{"permission":"deny"}',
  '{"permission":"deny","permission":"allow"}',
  '{"plugins":["x"]}',
  '{"permission":{"__proto__":{"bash":"deny"},"bash":"ask"}}',
  '{"subagent_depth": {env:NOPE}2}',
  '{"unknown": 1}',
  '{"agents":{"x":{"mode":"reviewer"}}}',
  '{"agents":[]}',
  '{"agents":{"x":1}}',
  '{"mcp":{"a":{"enabled":false}, "servers": {"b": {"type":"local","command":["x"]}}, "timeout": 5}}',
  '{"plugin":["a",["b",{"c":1}]]} // end',
  '{"model":{"providerID":"a","modelID":"b"},"agent":{"x":{"model":{"a":1}}}}',
];

suite('a configuration', () => {
  for (const text of REFUSED)
    test(`is refused: ${JSON.stringify(text)}`, () => assert.equal(kindOf(text), 'refused'));
  for (const text of ACCEPTED)
    test(`is taken: ${JSON.stringify(text)}`, () => assert.equal(kindOf(text), undefined));

  test('a complaint has the line of what it is about', () => {
    const project = projectOf({
      'opencode.json': '{\r\n  "agent": {\r\n    "x": {\r\n      "mode": "y"\r\n    }\r\n  }\r\n}',
    });
    assert.deepEqual(
      problemsOf(project).map(({ line, column }) => [line, column]),
      [[4, 7]],
    );
  });

  test('a lone carriage return does not shift the lines', () => {
    const project = projectOf({ 'opencode.json': '{ \r\r\r\n "permission": 1 }' });
    assert.equal(problemsOf(project)[0]?.line, 2);
  });

  test('bytes that are not UTF-8 are read as OpenCode reads them, and said', () => {
    const bytes = new Uint8Array([
      ...new TextEncoder().encode('{"permission":"deny","username":"'),
      0xff,
      0x22,
      0x7d,
    ]);
    const project = projectOf([asset('opencode.json', bytes)]);
    assert.deepEqual(
      problemsOf(project).map((problem) => problem.kind),
      ['ambiguous'],
    );
    assert.deepEqual(writtenRules(project, 'build'), ['*[*]=deny']);
  });
});

suite('layers', () => {
  const allow = (key: string) => `{"permission":{"${key}":"allow"}}`;

  test('files win in the order of OpenCode', () => {
    const project = projectOf({
      'sub/.opencode/opencode.json': allow('e'),
      '.opencode/opencode.jsonc': allow('h'),
      '.opencode/opencode.json': allow('g'),
      'sub/.opencode/opencode.jsonc': allow('f'),
      'opencode.json': allow('a'),
      'opencode.jsonc': allow('b'),
      'sub/opencode.jsonc': allow('d'),
      'sub/opencode.json': allow('c'),
    });
    assert.deepEqual(
      writtenRules(project, 'build', 'sub')
        .map((rule) => rule[0])
        .join(''),
      'abcdefgh',
    );
    assert.deepEqual(
      writtenRules(project, 'build')
        .map((rule) => rule[0])
        .join(''),
      'abgh',
    );
  });

  test('a later layer keeps the position of a key, so it can fail to override', () => {
    const project = projectOf({
      'opencode.json': '{"permission":{"*":"allow","bash":"allow"}}',
      'opencode.jsonc': '{"permission":"deny"}',
    });
    assert.deepEqual(writtenRules(project, 'build'), ['*[*]=deny', 'bash[*]=allow']);
  });

  test('an object and an action replace each other', () => {
    const project = projectOf({
      'opencode.json': '{"permission":{"bash":{"a":"allow"}}}',
      'opencode.jsonc': '{"permission":{"bash":"ask"}}',
      '.opencode/opencode.json': '{"permission":{"bash":{"b":"deny"}}}',
    });
    assert.deepEqual(writtenRules(project, 'build'), ['bash[b]=deny']);
  });

  test('global rules come after those that OpenCode builds in', () => {
    const explore = agentOf(projectOf({ 'opencode.json': '{"permission":"ask"}' }), 'explore');
    assert.deepEqual(explore?.rules.findLast((rule) => rule.permission === '*')?.action, 'ask');
  });

  test('markdown lies over JSON, modes are primary, disabled agents are gone', () => {
    const project = projectOf({
      'opencode.json':
        '{"agent":{"a":{"mode":"subagent","permission":{"bash":"deny"}},"plan":{"disable":true}},"mode":{"m":{}}}',
      '.opencode/agents/nested/b.md': '---\nmode: subagent\n---\n',
      '.opencode/mode/c.md': 'text',
      '.opencode/agent/a.md': '---\npermission:\n  edit: deny\n---\n',
    });
    assert.deepEqual(writtenRules(project, 'a'), ['bash[*]=deny', 'edit[*]=deny']);
    const modes = ['a', 'nested/b', 'c', 'm', 'plan'].map((name) => agentOf(project, name)?.mode);
    assert.deepEqual(modes, ['subagent', 'subagent', 'primary', 'primary', undefined]);
  });
});

suite('the old key tools', () => {
  test('at the top it lies under permission', () => {
    const project = projectOf({
      'opencode.json': '{"tools":{"*":false,"write":true},"permission":{"read":"allow"}}',
    });
    assert.deepEqual(writtenRules(project, 'build'), ['*[*]=deny', 'edit[*]=allow', 'read[*]=allow']);
  });

  test('in an agent it keeps its positions', () => {
    const project = projectOf({
      'opencode.json': '{"agent":{"a":{"tools":{"*":false,"read":true},"permission":{"*":"ask"}}}}',
    });
    assert.deepEqual(writtenRules(project, 'a'), ['*[*]=ask', 'read[*]=allow']);
    const whole = projectOf({
      'opencode.json': '{"agent":{"a":{"permission":"deny","tools":{"bash":true,"read":true}}}}',
    });
    assert.deepEqual(writtenRules(whole, 'a'), ['bash[*]=allow', 'read[*]=allow', '*[*]=deny']);
  });
});
