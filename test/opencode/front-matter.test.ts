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
