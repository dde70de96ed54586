import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openRedaction } from '../../src/broker/redact.ts';
import { type Random, randomFor } from '../parity/random.ts';
import { KEY } from './broker-process.ts';

const openRedactor = (key: string) => openRedaction(key)();

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

/** How one character of a key may be written in a text. */
const ESCAPES: readonly ((character: string) => string)[] = [
  (character) => character,
  (character) => `\\u${code(character).padStart(4, '0')}`,
  (character) => `\\u${code(character).padStart(4, '0').toUpperCase()}`,
  (character) => `\\\\u${code(character).padStart(4, '0')}`,
  (character) => `\\x${code(character)}`,
  (character) => `%${code(character)}`,
  (character) => `%${code(character).toUpperCase()}`,
  (character) => `%25${code(character)}`,
  (character) => `&#${character.charCodeAt(0)};`,
  (character) => `&#x${code(character)};`,
  (character) => `\\${/\w/u.test(character) ? '' : character}`.replace(/^\\$/u, character),
];

const code = (character: string) => character.charCodeAt(0).toString(16);

/** One of the ways in which a gateway, a log or a model may write a key down. */
function spellingOf(random: Random, key: string): string {
  const bytes = Buffer.from(key);
  const before = 'xyz'.slice(0, random.below(3));
  const around = Buffer.concat([Buffer.from(before), bytes, Buffer.from('.')]);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0'));
  switch (random.below(9)) {
    case 0:
      return around.toString('base64');
    case 1:
      return around.toString('base64url');
    case 2:
      return encodeURIComponent(around.toString('base64'));
    case 3:
      return around.toString('base64').replaceAll(/.{7}/gu, '$&\r\n');
    case 4:
      return hex.join(random.pick(['', ' ', ':', '-']));
    case 5:
      return hex.map((pair) => (random.chance(50) ? pair.toUpperCase() : pair)).join('');
    case 6:
      return JSON.stringify(JSON.stringify(key).slice(1, -1)).slice(1, -1);
    case 7:
      return encodeURIComponent(key);
    default:
      return Array.from(key, (character) => random.pick(ESCAPES)(character)).join('');
  }
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./+=~'.split('');
const SEED = 20_261_120;

function keyOf(random: Random): string {
  if (random.chance(10)) return KEY;
  return `sk-${Array.from({ length: 12 + random.below(80) }, () => random.pick(LETTERS)).join('')}`;
}

test(`a key in any spelling is taken out of any text in any pieces (2,000 cases, seed ${SEED})`, () => {
  for (let index = 0; index < 2_000; index += 1) {
    const random = randomFor(SEED, index);
    const key = keyOf(random);
    const spelling = spellingOf(random, key);
    const filling = random.pick(['', 'é', 'sk-', 'data: {"x":"', '\\', '%', key.slice(0, 6)]);
    const bytes = Buffer.from(`${filling} ${spelling} ${filling}`);
    const redactor = openRedactor(key);
    const output: Buffer[] = [];
    for (let from = 0; from < bytes.length; ) {
      const to = from + 1 + random.below(random.pick([1, 3, 40, 400]));
      output.push(redactor.push(bytes.subarray(from, to)));
      from = to;
    }
    output.push(redactor.end());
    const text = Buffer.concat(output).toString();
    assert.ok(!leaks(text, spelling), `case ${index}: ${spelling} in ${text}`);
    assert.ok(text.startsWith(filling) && text.endsWith(filling), `case ${index}: ${text}`);
  }
});

test('text without a key passes whole, however it is cut (500 cases)', () => {
  for (let index = 0; index < 500; index += 1) {
    const random = randomFor(SEED, index);
    const pieces = ['sk-', 'canary', '\\', '%73', '\\u00', '73 6b', '\n', '&#1', 'c2st', 'é', '{"a":1}'];
    const bytes = Buffer.from(
      Array.from({ length: 1 + random.below(60) }, () => random.pick(pieces)).join(''),
    );
    const redactor = openRedactor(KEY);
    const cut = random.below(bytes.length + 1);
    const parts = [redactor.push(bytes.subarray(0, cut)), redactor.push(bytes.subarray(cut)), redactor.end()];
    assert.deepEqual(Buffer.concat(parts), bytes);
  }
});

test('a key that breaks off at the end of an answer is not given away for its last characters', () => {
  for (let length = 14; length < KEY.length; length += 1) {
    const redactor = openRedactor(KEY);
    const bytes = Buffer.from(`key ${KEY.slice(0, length)}`);
    const text = Buffer.concat([redactor.push(bytes), redactor.end()]).toString();
    assert.equal(text, 'key [redacted]');
  }
});
