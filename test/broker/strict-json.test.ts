import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseStrictJson } from '../../src/broker/strict-json.ts';

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

const REFUSED: readonly (readonly [string, Buffer])[] = [
  ['a byte order mark', Buffer.from('\ufeff{}')],
  ['bytes that are not UTF-8', Buffer.from([0x22, 0xc3, 0x28, 0x22])],
  ['UTF-16', Buffer.from('{}', 'utf16le')],
  ['an overlong encoding', Buffer.from([0x22, 0xc0, 0xaf, 0x22])],
  ['a surrogate in UTF-8', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
  ['65 levels', Buffer.from(nested(65))],
  ['a million levels', Buffer.from(nested(1_000_000))],
  ['a number that overflows', Buffer.from('{"max_tokens":1e400}')],
  ['a __proto__ key', Buffer.from('{"a":[{"__proto__":{"model":"x"}}]}')],
  ['an escaped __proto__ key', Buffer.from('{"\\u005f_proto__":1}')],
  ['two values', Buffer.from('{} {}')],
  ['nothing', Buffer.alloc(0)],
];

for (const [what, bytes] of REFUSED) {
  test(`strict JSON refuses ${what}`, () => {
    const checked = parseStrictJson(bytes);
    assert.equal(checked.ok, false);
    assert.match(checked.ok ? '' : checked.why, /^body: [\w -]+$/u);
  });
}

test('strict JSON accepts 64 levels', () => {
  assert.equal(parseStrictJson(Buffer.from(nested(64))).ok, true);
});

test('of a repeated key strict JSON keeps the last, as one key', () => {
  const checked = parseStrictJson(Buffer.from('{"model":"a","model":"b"}'));
  assert.deepEqual(checked, { ok: true, value: { model: 'b' } });
});
