import assert from 'node:assert/strict';
import { test } from 'node:test';
import { comparable, isPlain, showPathInBrief, showUnseen } from '../../src/review/visible.ts';

const UNSEEN: readonly [string, string][] = [
  ['\u202e', '\\u{202e}'],
  ['\u2066', '\\u{2066}'],
  ['\u200b', '\\u{200b}'],
  ['\ufeff', '\\u{feff}'],
  ['\u{e0041}', '\\u{e0041}'],
  ['\ufe0f', '\\u{fe0f}'],
  ['\u{e0100}', '\\u{e0100}'],
  ['\u2028', '\\u{2028}'],
  ['\u0000', '\\u{0}'],
  ['\u001b', '\\u{1b}'],
  ['\u0085', '\\u{85}'],
  ['\r', '\\u{d}'],
  ['\u00a0', '\\u{a0}'],
  ['\u00ad', '\\u{ad}'],
  ['\u3164', '\\u{3164}'],
  ['\udc80', '\\u{dc80}'],
  ['\ue000', '\\u{e000}'],
];

for (const [character, shown] of UNSEEN) {
  test(`a character that nobody sees is shown as ${shown}`, () => {
    assert.equal(showUnseen(`a${character}b`), `a${shown}b`);
    assert.equal(isPlain(`a${character}b`), false);
  });
}

test('what people read stays as it is', () => {
  for (const text of ['\tconst x = 1;', 'żółć', '日本語　全角', '😀 ok', '`${a}` \\u{1F600}']) {
    assert.equal(showUnseen(text), text);
    assert.ok(isPlain(`${text}\nnext`));
  }
});

test('two paths never look the same', () => {
  const paths = ['a\nb', 'a\\u{a}b', 'a\tb', 'a\\u{9}b', '\udc80', '\\u{dc80}', 'a\\u{5c}u{a}b', 'a\\b'];
  assert.equal(new Set(paths.map(showPathInBrief)).size, paths.length);
  for (const path of paths)
    assert.ok(isPlain(showPathInBrief(path)) && !showPathInBrief(path).includes('\n'));
});

test('lines compare without trailing white space and nothing else', () => {
  assert.equal(comparable('x = 1;  \t\r'), comparable('x = 1;'));
  assert.notEqual(comparable('  x = 1;'), comparable('x = 1;'));
  assert.notEqual(comparable('x  = 1;'), comparable('x = 1;'));
  assert.equal(comparable('a\u202eb'), comparable('a\\u{202e}b'));
});
