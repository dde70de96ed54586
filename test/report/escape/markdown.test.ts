import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  markdownCellCode,
  markdownCode,
  markdownFence,
  markdownLines,
  markdownText,
} from '../../../src/report/escape/markdown.ts';
import { randomFrom, stringsFrom } from '../../emulators/random.ts';
import { HOSTILE_PIECES } from '../hostile-pieces.ts';

/** What makes text act, in rendered Markdown or for a bot that reads the source. */
const TRIGGERS: Readonly<Record<string, RegExp>> = {
  mention: /@/u,
  reference: /#\d|GH-\d/iu,
  html: /[<>]/u,
  autolink: /:\/\/|www\./iu,
  'link or image': /(?<!\\)(?:\\\\)*[[\]!]/u,
  emphasis: /(?<!\\)(?:\\\\)*[*_~`$]/u,
  'table cell': /(?<!\\)(?:\\\\)*\|/u,
  entity: /&(?!amp;|lt;|gt;)/u,
  'block at line start': /^(?:[#>+=/:-]|\d+[.)])/u,
  'more than one line': /[\r\n\u0085\u2028\u2029]/u,
  invisible: /[\p{C}\p{Default_Ignorable_Code_Point}]/u,
};

test('foreign prose triggers nothing', () => {
  const next = stringsFrom(randomFrom(31), HOSTILE_PIECES, 10);
  const seen = new Set<string>();
  for (let round = 0; round < 5_000; round++) {
    const raw = next();
    const safe = markdownText(raw);
    for (const [what, pattern] of Object.entries(TRIGGERS)) {
      assert.doesNotMatch(safe, pattern, `${what}: ${JSON.stringify(raw)}`);
      if (pattern.test(raw)) seen.add(what);
    }
  }
  assert.equal(seen.size, Object.keys(TRIGGERS).length, 'each trigger was there before');
});

test('prose stays readable', () => {
  assert.equal(
    markdownText('Use a parameter (see line 3), not `concat`.'),
    'Use a parameter (see line 3), not \\`concat\\`.',
  );
  assert.equal(markdownText('@dependabot merge'), '＠dependabot merge');
  assert.equal(markdownText('see https://evil.example'), 'see https\\[:\\]//evil.example');
  assert.equal(markdownText('/merge'), '\\/merge');
  assert.equal(markdownText('fixes #12'), 'fixes ＃12');
});

test('every line of a longer text is behind the prefix', () => {
  const text = 'first\n\n# second\r\n/merge\u2028> fourth';
  for (const line of markdownLines(text, '> ').split('\n')) assert.match(line, /^> \S/u);
});

test('a code span cannot be left', () => {
  const next = stringsFrom(randomFrom(32), HOSTILE_PIECES, 8);
  for (let round = 0; round < 2_000; round++) {
    const span = markdownCode(next());
    const fence = /^`+/u.exec(span)?.[0] ?? '';
    assert.ok(span.endsWith(fence));
    const inner = span.slice(fence.length, -fence.length);
    for (const run of inner.match(/`+/gu) ?? []) assert.notEqual(run.length, fence.length);
    assert.doesNotMatch(span, /[\p{C}\p{Zl}\p{Zp}]/u);
  }
});

test('a code span keeps names apart and a bar does not end a cell', () => {
  assert.equal(markdownCode('src/a b.ts'), '`src/a b.ts`');
  assert.equal(markdownCode('a\nb'), '`a\\nb`');
  assert.equal(markdownCode('`'), '`` ` ``');
  assert.equal(markdownCellCode('a|b'), '`a\\|b`');
  assert.equal(markdownCellCode('a\\|b'), '`a\\\\\\|b`');
});

test('a fence is longer than every run of backticks inside', () => {
  for (const text of ['x', '```', 'a\n````\nb', '`'.repeat(40)]) {
    const [first = '', ...rest] = markdownFence(text).split('\n');
    const fence = first.replace('text', '');
    assert.equal(rest.at(-1), fence);
    assert.ok(
      rest.slice(0, -1).every((line) => !line.includes(fence)),
      text,
    );
  }
});

test('a text with half a million backticks is encoded quickly and without a deep stack', () => {
  const text = '` '.repeat(500_000);
  assert.ok(markdownFence(text).startsWith('```text'));
  assert.ok(markdownCode(text).startsWith('``'));
});
