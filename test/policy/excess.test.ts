import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ACTIONS, type Action, evaluate, type PermissionRule } from '../../src/opencode/permission.ts';
import { PINNED } from '../../src/opencode/semantics-of.ts';
import { matches } from '../../src/opencode/wildcard.ts';
import type { CeilingRule } from '../../src/policy/ceiling.ts';
import { excessFinder } from '../../src/policy/excess.ts';
import { randomFrom } from '../emulators/random.ts';

type Short = readonly (readonly [pattern: string, action: Action])[];

const ruleOf = ([pattern, action]: Short[number]): PermissionRule => ({
  permission: 'bash',
  pattern,
  action,
  origin: null,
  way: '',
});
const limitOf = ([pattern, action]: Short[number]): CeilingRule => ({
  permission: 'bash',
  pattern,
  action,
  from: 'policy',
  line: 1,
});
const found = (rules: Short, ceiling: Short) =>
  excessFinder(PINNED)(rules.map(ruleOf), ceiling.map(limitOf), 'bash').map(
    ({ request, rule, granted }) => `${request}: ${rule.action}, not ${granted}`,
  );

suite('what an agent has beyond its ceiling', () => {
  const table: readonly (readonly [string, Short, Short, readonly string[]])[] = [
    ['the same is no more', [['*', 'ask']], [['*', 'ask']], []],
    ['allow is more than ask', [['*', 'allow']], [['*', 'ask']], ['any-command: allow, not ask']],
    ['ask is more than deny', [['*', 'ask']], [['*', 'deny']], ['any-command: ask, not deny']],
    ['deny is never more', [['*', 'deny']], [['*', 'deny']], []],
    ['no ceiling for a key means ask', [['*', 'allow']], [], ['any-command: allow, not ask']],
    [
      'a pattern of the ceiling in a wide permission',
      [['*', 'allow']],
      [
        ['*', 'allow'],
        ['git push *', 'deny'],
      ],
      ['git push anything: allow, not deny'],
    ],
    [
      'a narrow permission inside a pattern of the ceiling',
      [
        ['*', 'ask'],
        ['git diff --stat', 'allow'],
      ],
      [
        ['*', 'ask'],
        ['git diff *', 'allow'],
      ],
      [],
    ],
    [
      'patterns that only overlap',
      [
        ['*', 'deny'],
        ['git *', 'allow'],
      ],
      [
        ['*', 'allow'],
        ['* --force', 'ask'],
      ],
      ['git --force: allow, not ask'],
    ],
    [
      'what a later rule takes back is not had',
      [
        ['*', 'ask'],
        ['git *', 'allow'],
        ['*', 'ask'],
      ],
      [['*', 'ask']],
      [],
    ],
    [
      'the order of the ceiling counts as well',
      [['*', 'ask']],
      [
        ['rm *', 'deny'],
        ['*', 'ask'],
      ],
      [],
    ],
    [
      'each rule that goes too far is named',
      [
        ['*', 'deny'],
        ['npm *', 'allow'],
        ['npm publish*', 'ask'],
        ['make', 'allow'],
      ],
      [
        ['*', 'ask'],
        ['npm publish*', 'deny'],
      ],
      ['npm anything: allow, not ask', 'npm publish: ask, not deny', 'make: allow, not ask'],
    ],
  ];
  for (const [name, rules, ceiling, expected] of table) {
    test(name, () => {
      assert.deepEqual(found(rules, ceiling), expected);
    });
  }

  test('every request that is named is real, and every one there is belongs to a rule that is named', () => {
    const random = randomFrom(20260615);
    const next = (below: number) => Math.floor(random() * below);
    const pattern = () => Array.from({ length: next(5) }, () => '*?ab *'[next(6)] ?? '').join('');
    const list = (): Short =>
      Array.from({ length: next(4) }, () => [pattern(), ACTIONS[next(3)] ?? 'ask'] as const);
    const texts = allTexts('ab x', 5);
    const rank = (action: Action) => -ACTIONS.indexOf(action);
    for (let round = 0; round < 600; round += 1) {
      const rules = list().map(ruleOf);
      const ceiling = list().map(limitOf);
      const excess = excessFinder(PINNED)(rules, ceiling, 'bash');
      const granted = (text: string) =>
        ceiling.findLast((one) => matches(one.pattern, text))?.action ?? 'ask';
      const decides = (text: string) => rules.findLast((one) => matches(one.pattern, text));
      for (const { request, rule } of excess) {
        assert.ok(request !== null);
        assert.equal(decides(request), rule);
        assert.ok(rank(evaluate(rules, 'bash', request, PINNED)) > rank(granted(request)));
      }
      for (const text of texts) {
        const rule = decides(text);
        if (rule === undefined || rank(rule.action) <= rank(granted(text))) continue;
        assert.ok(
          excess.some((one) => one.rule === rule),
          JSON.stringify({ text, rules, ceiling }),
        );
      }
    }
  });

  test('lists that cannot be compared count as too much, soon', () => {
    const slow: Short = Array.from({ length: 40 }, (_, i) => {
      return [`*${'?'.repeat(i)}a${'?'.repeat(40 - i)}b*`, 'allow'] as const;
    });
    const rules: Short = Array.from({ length: 60 }, (_, i) => [`*a${i}*`, 'allow'] as const);
    const start = Date.now();
    const ceiling: Short = [['*', 'ask'], ...slow, ['*', 'allow']];
    assert.deepEqual(found(rules, ceiling), []);
    const never = [...ceiling, ['*a*', 'allow'], ['??*', 'allow'], ...slow, ['?', 'deny']] as const;
    const excess = found(rules, [...never]);
    assert.ok(excess.includes('null: allow, not deny'), JSON.stringify(excess));
    assert.ok(Date.now() - start < 20_000, `${Date.now() - start} ms`);
  });
});

function allTexts(alphabet: string, length: number): readonly string[] {
  const texts = [''];
  for (let from = 0, round = 0; round < length; round += 1) {
    const end = texts.length;
    for (const text of texts.slice(from, end)) for (const character of alphabet) texts.push(text + character);
    from = end;
  }
  return texts;
}
