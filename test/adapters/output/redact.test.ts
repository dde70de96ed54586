import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redactor } from '../../../src/adapters/output/redact.ts';

const SECRET = 'sk-live_"Zx9+/7\\qÄ=%&';

test('a secret goes in every spelling, at every place in base64', () => {
  const bytes = Buffer.from(SECRET);
  const spellings = [
    SECRET,
    encodeURIComponent(SECRET),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    JSON.stringify(SECRET),
  ];
  for (const before of ['', 'a', 'ab', 'abc', 'user:']) {
    for (const after of ['', 'z', 'zz', 'zzz']) {
      const whole = Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)]);
      spellings.push(whole.toString('base64'), whole.toString('base64url'));
    }
  }
  const redact = redactor([SECRET]);
  const core = bytes.toString('base64').slice(4, 20);
  for (const spelling of spellings) {
    const clean = redact(`before ${spelling} after`);
    assert.ok(clean.includes('[redacted]'), spelling);
    assert.ok(!clean.includes(SECRET) && !clean.includes(core), spelling);
    assert.ok(clean.startsWith('before ') && clean.endsWith(' after'));
  }
});

test('without secrets, or with ones too short to tell from words, nothing changes', () => {
  const text = 'a key in the lock (a+b)*c';
  assert.equal(redactor([])(text), text);
  assert.equal(redactor(['', 'key', 'a'])(text), text);
});

test('a secret of signs that mean something to a pattern is matched as it is', () => {
  assert.equal(redactor(['(a+b)*c'])('x (a+b)*c y aab'), 'x [redacted] y aab');
});
