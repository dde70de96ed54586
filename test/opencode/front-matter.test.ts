import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { agentOf, problemsOf, projectOf, writtenRules } from './read.ts';

const PATH = '.opencode/agent/a.md';
const DENIED = ['*[*]=deny'];

/** Name → text, the rules that OpenCode 1.18.33 gives the agent, and what kind of problem we see. */
const CASES: Readonly<Record<string, readonly [string, readonly string[] | null, string | null]>> = {
  plain: ['---\npermission: deny\n---\nbody\n', DENIED, null],
  'a star without quotes': ['---\ndescription: x\npermission:\n  *: deny\n---\nbody\n', [], 'fails-open'],
  'a pattern without quotes': ['---\npermission:\n  read:\n    *.env: deny\n---\nbody\n', [], 'fails-open'],
  'a key twice': ['---\npermission: deny\npermission: ask\n---\nbody\n', [], 'fails-open'],
  'a colon in the description': ['---\ndescription: a: b\npermission: deny\n---\nbody\n', DENIED, null],
  'a colon, and still malformed': [
    '---\ndescription: a: b\npermission:\n  *: deny\n---\nbody\n',
    null,
    'skipped',
  ],
  'no front matter': ['body only\n', [], null],
  'a byte order mark': ['\uFEFF---\npermission: deny\n---\nbody\n', DENIED, null],
  'carriage returns': ['---\r\npermission: deny\r\n---\r\nbody\r\n', DENIED, null],
  'spaces after the fence': ['--- \npermission: deny\n--- \nbody\n', DENIED, null],
  'a language': ['---yaml\npermission: deny\n---\nbody\n', DENIED, null],
  'a language after a space': ['--- yaml\npermission: deny\n---\nbody\n', DENIED, null],
  JSON: ['---json\n{"permission":"deny"}\n---\nbody\n', DENIED, null],
  'an unknown language': ['---coffee\npermission: "deny"\n---\nbody\n', [], 'fails-open'],
  'no end': ['---\npermission: deny\nbody\n', [], 'fails-open'],
  'an end with text behind it': ['---\npermission: deny\n---body\n', DENIED, null],
  'an empty block': ['---\n---\nbody\n', [], null],
  'four dashes': ['----\npermission: deny\n----\nbody\n', [], null],
  'an empty line before': ['\n---\npermission: deny\n---\nbody\n', [], null],
  'dots as the end': ['---\npermission: deny\n...\nbody\n', [], 'fails-open'],
  'a list': ['---\n- a\n- b\n---\nbody\n', [], 'fails-open'],
  'a word': ['---\nhello\n---\nbody\n', [], 'fails-open'],
  'an open bracket': ['---\ndescription: [a\npermission: deny\n---\nbody\n', [], 'fails-open'],
  'a reserved character': ['---\ndescription: @foo bar\npermission: deny\n---\nbody\n', [], 'fails-open'],
  'a flow map': [
    '---\npermission: {bash: deny, edit: deny,}\n---\nbody\n',
    ['bash[*]=deny', 'edit[*]=deny'],
    null,
  ],
  'a merge key': [
    '---\nbase: &b\n  bash: deny\npermission:\n  <<: *b\n  edit: deny\n---\nbody\n',
    ['bash[*]=deny', 'edit[*]=deny'],
    null,
  ],
  'keys that look like numbers': [
    '---\npermission:\n  bash:\n    "b": deny\n    1: ask\n    "*": allow\n---\nbody\n',
    ['bash[1]=ask', 'bash[b]=deny', 'bash[*]=allow'],
    null,
  ],
  'prototype keys': [
    '---\npermission: {__proto__: {bash: deny}, constructor: deny}\n---\nbody\n',
    ['constructor[*]=deny'],
    null,
  ],
  'carriage returns, and malformed: the repair makes another text of it': [
    '---\r\ndescription: x\r\npermission:\r\n  *: deny\r\n---\r\nbody\r\n',
    null,
    'skipped',
  ],
  'a null byte': ['---\npermission: deny\0\n---\nbody\n', [], 'fails-open'],
  'a control character': ['---\ndescription: a\u0007b\npermission: deny\n---\nbody\n', [], 'fails-open'],
  'a space that is none': ['---\npermission: deny\u00a0\n---\nbody\n', [], 'refused'],
  'a tab as indentation, which is not there': ['---\npermission:\n\tbash: deny\n---\nbody\n', [], 'refused'],
  'JSON with a comma too many': ['---json\n{"permission":"deny",}\n---\nbody\n', [], 'fails-open'],
  'a tag that nobody knows': ['---\npermission:\n  read:\n    !x: deny\n---\nbody\n', [], 'fails-open'],
  'a colon without a key': ['---\npermission:\n  bash: deny\n  : ask\n---\nbody\n', [], 'fails-open'],
  'numbers of YAML 1.1': [
    '---\npermission:\n  bash:\n    1:30: ask\n    010: deny\n    1_000: allow\n    yes: ask\n---\nbody\n',
    ['bash[8]=deny', 'bash[90]=ask', 'bash[1000]=allow', 'bash[yes]=ask'],
    null,
  ],
  'a list as a key': [
    '---\npermission:\n  bash:\n    x: deny\n    [a, b]: ask\n---\nbody\n',
    ['bash[x]=deny', 'bash[a,b]=ask'],
    null,
  ],
  'a date as a key': [
    '---\npermission:\n  bash:\n    2024-01-01: ask\n---\nbody\n',
    ['bash[Mon Jan 01 2024 00:00:00 GMT+0000 (Coordinated Universal Time)]=ask'],
    null,
  ],
  'no permission at all': ['---\npermission:\n---\nbody\n', [], 'refused'],
  'a value that is no action': ['---\npermission:\n  bash: true\n---\nb\n', [], 'refused'],
  'tools as a sentence': ['---\ntools: Read, Grep\n---\nb\n', [], 'refused'],
  'an unknown mode': ['---\nmode: reviewer\n---\nb\n', [], 'refused'],
  'an unknown colour': ['---\ncolor: blue\n---\nb\n', [], 'refused'],
  'a temperature in quotes': ['---\ntemperature: "0.1"\n---\nb\n', [], 'refused'],
  'the plural of permission, which does nothing': ['---\npermissions:\n  bash: deny\n---\n', [], null],
};

suite('front matter, as the real OpenCode reads it', () => {
  for (const [name, [text, rules, kind]] of Object.entries(CASES)) {
    test(name, () => {
      const project = projectOf({ [PATH]: text });
      if (rules === null) assert.equal(agentOf(project, 'a'), undefined);
      else assert.deepEqual(writtenRules(project, 'a'), rules);
      assert.deepEqual(
        problemsOf(project).map((problem) => problem.kind),
        kind === null ? [] : [kind],
      );
    });
  }

  for (const language of ['js', 'javascript', 'JS']) {
    test(`${language} is code`, () => {
      const project = projectOf({ [PATH]: `---${language}\n{ permission: "deny" }\n---\nbody\n` });
      assert.deepEqual(
        problemsOf(project).map((problem) => problem.kind),
        ['executes'],
      );
    });
  }

  test('a name, also a number, renames the agent', () => {
    assert.deepEqual(
      writtenRules(projectOf({ [PATH]: '---\nname: build\npermission: deny\n---\n' }), 'build'),
      DENIED,
    );
    assert.deepEqual(
      writtenRules(projectOf({ [PATH]: '---\nname: 5\npermission: deny\n---\n' }), '5'),
      DENIED,
    );
  });

  test('a malformed mode is left out, where a malformed agent is refused', () => {
    const project = projectOf({ '.opencode/modes/m.md': '---\nmode: reviewer\n---\n' });
    assert.equal(agentOf(project, 'm'), undefined);
    assert.deepEqual(
      problemsOf(project).map((problem) => problem.kind),
      ['skipped'],
    );
  });

  test('a name that is no text becomes one', () => {
    const named = (name: string) => projectOf({ [PATH]: `---\nname: ${name}\npermission: deny\n---\n` });
    for (const [name, text] of [
      ['null', 'null'],
      ['[x, y]', 'x,y'],
      ['0x1F', '31'],
      ['1.50', '1.5'],
    ] as const) {
      assert.deepEqual(writtenRules(named(name), text), DENIED, name);
    }
  });

  test('a problem and a rule know their line and column', () => {
    const bad = problemsOf(projectOf({ [PATH]: '---\ndescription: x\npermission:\n  *: deny\n---\n' }))[0];
    assert.deepEqual([bad?.line], [4]);
    const good = agentOf(
      projectOf({ [PATH]: '---\r\nmode: all\r\npermission:\r\n  bash: deny\r\n---\r\n' }),
      'a',
    );
    assert.deepEqual(good?.rules.find((rule) => rule.origin)?.origin, { path: PATH, line: 4, column: 3 });
  });
});
