import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync, gzipSync } from 'node:zlib';
import { makeCanary } from './canaries.ts';
import { scan } from './scan.ts';

const secret = makeCanary();
const base64 = (text: string) => Buffer.from(text).toString('base64');

const WAYS: Readonly<Record<string, string>> = {
  plain: `token=${secret}.`,
  'the first half': secret.slice(0, 23),
  'the second half': secret.slice(-23),
  ...Object.fromEntries(
    ['', 'x', 'xy'].map((before) => [`base64 after "${before}"`, base64(`${before}${secret}z`)]),
  ),
  'base64 for addresses': Buffer.from(`~~~${secret}???`).toString('base64url'),
  'base64 in lines': base64(`what comes first; ${secret}`).replace(/.{20}/gu, '$&\n'),
  'base64 twice': base64(base64(secret)),
  hex: Buffer.from(secret).toString('hex'),
  'hex in capitals': Buffer.from(secret).toString('hex').toUpperCase(),
  'percent signs': Array.from(secret, (c) => `%${c.charCodeAt(0).toString(16)}`).join(''),
  'an address': encodeURIComponent(secret),
  'a JSON string': JSON.stringify({ a: JSON.stringify({ secret }) }),
  reversed: Array.from(secret).toReversed().join(''),
  rot13: secret.replace(/[a-z]/gu, (c) => String.fromCharCode(((c.charCodeAt(0) - 84) % 26) + 97)),
  'gzip and base64': gzipSync(`a b c ${secret}`).toString('base64'),
  'zlib and hex': deflateSync(secret).toString('hex'),
  blanks: Array.from(secret).join(' '),
  'zero-width characters': Array.from(secret).join('\u200b'),
  'a letter a line': Array.from(secret).join('\r\n- '),
  'capital letters': secret.toUpperCase(),
};

for (const [how, text] of Object.entries(WAYS)) {
  test(`a secret is found as ${how}`, () => {
    const hits = scan({ log: `Some text before, ${text} and after.`, summary: 'nothing' }, { secret });
    assert.deepEqual(
      hits.map(({ where }) => where),
      ['log'],
    );
  });
}

test('nothing is found where nothing is', () => {
  const other = makeCanary();
  const texts = Object.fromEntries(Object.entries(WAYS).map(([how, text]) => [how, text]));
  assert.deepEqual(scan(texts, { other }), []);
});
