import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { examplesOf } from '../../src/opencode/example-texts.ts';
import { findText, type Question } from '../../src/opencode/find-text.ts';
import { matches } from '../../src/opencode/wildcard.ts';
import { randomFrom } from '../emulators/random.ts';

const ask = (inside: string, outside: readonly string[] = [], rest: Partial<Question> = {}) =>
  findText({ inside, outside, judged: [], accept: () => true, ...rest });

suite('a text that patterns decide about', () => {
  test('is found where there is one, and its absence is proven', () => {
    assert.deepEqual(ask('git status'), { text: 'git status' });
    assert.equal(ask('git status', ['git *']), 'none');
    assert.equal(ask('git', ['git *']), 'none', 'the end " *" is optional');
    assert.deepEqual(ask('git*', ['git *']), { text: 'gitx' });
    assert.equal(ask('*', ['?*', '']), 'none');
    assert.equal(ask('a\\b', ['a/b']), 'none', 'OpenCode reads \\ as /');
    assert.equal(ask('*x*', ['x*', '*x', '*xx*', '*?x?*']), 'none');
  });

  test('is one of which the judged patterns say what is asked for', () => {
    const judged = ['*', 'git *', 'git push *'];
    const last = (wanted: number) => ({ judged, accept: (index: number) => index === wanted });
    assert.equal(ask('git push', [], last(1)), 'none');
    assert.deepEqual(ask('git push*', [], last(2)), { text: 'git push' });
    assert.deepEqual(ask('*', [], { ...last(2), examplesOf: (pattern) => examplesOf('bash', pattern) }), {
      text: 'git push anything',
    });
  });

  test('is what a search through all short texts finds as well', () => {
    const random = randomFrom(71);
    const below = (count: number) => Math.floor(random() * count);
    const pattern = () =>
      Array.from({ length: below(5) }, () => 'ab *?*'[below(6)] ?? '').join('') +
      (below(6) === 0 ? ' *' : '');
    const patterns = (most: number) => Array.from({ length: below(most) }, pattern);
    const texts = shortTexts('ab z', 5);
    const counts = { none: 0, text: 0 };
    for (let round = 0; round < 2_000; round += 1) {
      const [inside, outside, judged] = [pattern(), patterns(3), patterns(3)];
      const wanted = below(judged.length + 1) - 1;
      const fits = (text: string) =>
        matches(inside, text) &&
        !outside.some((one) => matches(one, text)) &&
        judged.findLastIndex((one) => matches(one, text)) === wanted;
      const answer = ask(inside, outside, { judged, accept: (last) => last === wanted });
      const shown = JSON.stringify({ inside, outside, judged, wanted, answer });
      assert.notEqual(answer, 'undecided', shown);
      if (typeof answer === 'string') assert.equal(texts.find(fits), undefined, shown);
      else assert.ok(fits(answer.text), shown);
      counts[typeof answer === 'string' ? 'none' : 'text'] += 1;
    }
    assert.ok(counts.none > 300 && counts.text > 300, JSON.stringify(counts));
  });

  test('is given up, soon, where patterns are made to be slow', () => {
    const start = Date.now();
    const slow = Array.from({ length: 40 }, (_, i) => `*${'?'.repeat(i)}a${'?'.repeat(40 - i)}b*`);
    assert.equal(
      ask('*a*', [], { judged: ['*a*', ...slow, '*a*'], accept: (last) => last === 0 }),
      'undecided',
    );
    assert.equal(ask('*a'.repeat(40_000)), 'undecided');
    assert.ok(Date.now() - start < 10_000);
  });
});

suite('an example of a pattern', () => {
  const table: readonly (readonly [string, string, string])[] = [
    ['bash', '*', 'any-command'],
    ['bash', 'git *', 'git anything'],
    ['bash', 'npm publish*', 'npm publish'],
    ['read', '*.env', '.env'],
    ['read', '*.env.*', '.env.local'],
    ['edit', 'src/**', 'src/anything'],
    ['docs_search', '*', 'anything'],
    ['constructor', '*', 'anything'],
  ];
  for (const [key, pattern, example] of table) {
    test(`of ${key} ${pattern} is ${example}`, () => {
      assert.equal(
        examplesOf(key, pattern).find((text) => matches(pattern, text)),
        example,
      );
    });
  }
});

function shortTexts(alphabet: string, length: number): readonly string[] {
  const texts = [''];
  for (let from = 0, round = 0; round < length; round += 1) {
    const end = texts.length;
    for (const text of texts.slice(from, end)) for (const character of alphabet) texts.push(text + character);
    from = end;
  }
  return texts;
}
