import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openRedactor } from '../../src/broker/redact.ts';
import { KEY } from './broker-process.ts';

const SPELLINGS: Readonly<Record<string, string>> = {
  'as it is': KEY,
  'as a JSON string': JSON.stringify(KEY).slice(1, -1),
  'with escaped slashes': JSON.stringify(KEY).slice(1, -1).replaceAll('/', '\\/'),
  'percent-encoded': encodeURIComponent(KEY),
  'in hex': Buffer.from(KEY).toString('hex'),
  'in upper-case hex': Buffer.from(KEY).toString('hex').toUpperCase(),
  'in base64': Buffer.from(KEY).toString('base64'),
  'in base64 after one byte': Buffer.from(`x${KEY}y`).toString('base64'),
  'in base64 after two bytes': Buffer.from(`xx${KEY}y`).toString('base64'),
  'in base64url': Buffer.from(`?${KEY}?`).toString('base64url'),
};

/** Enough of the key in a row to be worth something, in whichever spelling. */
function leaks(output: string, spelling: string): boolean {
  const piece = 12;
  for (let from = 0; from + piece <= spelling.length; from += 1) {
    if (output.includes(spelling.slice(from, from + piece))) return true;
  }
  return false;
}

for (const [how, spelling] of Object.entries(SPELLINGS)) {
  test(`the key ${how} is taken out, wherever the chunks are cut`, () => {
    const bytes = Buffer.from(`{"text":"é before ${spelling} after"}`);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const redactor = openRedactor(KEY);
      const parts = [
        redactor.push(bytes.subarray(0, cut)),
        redactor.push(bytes.subarray(cut)),
        redactor.end(),
      ];
      const output = Buffer.concat(parts).toString();
      assert.ok(!leaks(output, spelling), `cut at ${cut}: ${output}`);
      assert.match(output, /^\{"text":"é before .*\[redacted\].* after"\}$/u);
    }
  });

  test(`the key ${how} is taken out of single bytes`, () => {
    const redactor = openRedactor(KEY);
    const bytes = [...Buffer.from(`<${spelling}>`)].map((byte) => redactor.push(Buffer.from([byte])));
    assert.ok(!leaks(Buffer.concat([...bytes, redactor.end()]).toString(), spelling));
  });
}

test('without a redactor the key passes (positive control)', () => {
  assert.ok(leaks(`x ${KEY} y`, KEY));
});

test('ordinary bytes pass unchanged and nothing is held back for long', () => {
  const redactor = openRedactor(KEY);
  const text = Buffer.from('data: {"delta":"grüße sk-cat"}\n\n');
  assert.deepEqual(redactor.push(text), text);
});

test('a placeholder of a key is left alone', () => {
  assert.equal(openRedactor('ollama').push(Buffer.from('model ollama')).toString(), 'model ollama');
});
