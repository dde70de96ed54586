import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderCommand } from '../../../src/report/escape/command.ts';
import { logSafe } from '../../../src/report/escape/log-safe.ts';
import { parseLog } from '../../emulators/log-parser.ts';
import { randomFrom, stringsFrom } from '../../emulators/random.ts';
import { HOSTILE_PIECES } from '../hostile-pieces.ts';

const ROUNDS = Number(process.env['GATE_FUZZ_ROUNDS'] ?? 20_000);
const SEED = Number(process.env['GATE_FUZZ_SEED'] ?? 20_260);

test('the parser finds the attacks in raw text: the defence has something to defend against', () => {
  const attacks = [
    '::set-output name=verdict::pass',
    '  ::add-mask::e',
    '\u00a0::error::x',
    '\u200b::error::x',
    'harmless\r::error::x',
    'the model says ##[set-output name=verdict]pass',
    '#\u200d#[add-mask]e',
    '::ERROR::x',
    ':\t:error::x',
    '#\t#\t[add-mask]e',
  ];
  for (const attack of attacks) {
    assert.equal(parseLog(attack).length, 1, JSON.stringify(attack));
    assert.deepEqual(parseLog(logSafe(attack), { names: 'any' }), [], JSON.stringify(logSafe(attack)));
  }
});

test(`no text holds a command after the encoder (${ROUNDS} strings, seed ${SEED})`, () => {
  const next = stringsFrom(randomFrom(SEED), HOSTILE_PIECES, 12);
  let raw = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const text = next();
    const safe = logSafe(text);
    raw += parseLog(text).length;
    assert.deepEqual(parseLog(safe, { names: 'any' }), [], JSON.stringify(text));
    assert.match(safe.replaceAll(/[\n\t]/gu, ''), /^[^\p{C}\p{Zl}\p{Zp}]*$/u, JSON.stringify(text));
  }
  assert.ok(raw > ROUNDS / 100, `only ${raw} raw commands among ${ROUNDS} strings`);
});

test('one command stays one command with exactly its data, whatever its parts hold', () => {
  const next = stringsFrom(randomFrom(SEED + 1), HOSTILE_PIECES, 10);
  for (let round = 0; round < ROUNDS / 4; round++) {
    const [file, title, message] = [next(), next(), next()];
    const line = renderCommand('error', { file, line: 3, title }, message);
    const commands = parseLog(line, { names: 'any' });
    assert.equal(commands.length, 1, JSON.stringify({ file, title, message }));
    assert.equal(commands[0]?.name, 'error');
    const known = Object.keys(commands[0]?.properties ?? {}).filter(
      (key) => !['file', 'line', 'title'].includes(key),
    );
    assert.deepEqual(known, []);
    assert.equal(commands[0]?.properties['line'], '3');
    assert.equal(commands[0]?.data, logSafe(message));
    assert.deepEqual(parseLog(commands[0]?.data ?? '', { names: 'any' }), []);
  }
});

test('ordinary text passes unchanged', () => {
  const text = 'const a: A = b::c; // naïve 日本語 😀\n\t#[derive(Debug)] ## heading [x]';
  assert.equal(logSafe(text), text);
});

test('encoding twice is encoding once', () => {
  const next = stringsFrom(randomFrom(SEED + 2), HOSTILE_PIECES, 12);
  for (let round = 0; round < 2_000; round++) {
    const once = logSafe(next());
    assert.equal(logSafe(once), once);
  }
});

test('what cannot be seen is written out', () => {
  assert.equal(logSafe('a\u202eb\u001b[31mc\udcffd\u{e0041}'), 'a\\u{202e}b\\x1b[31mc\\xffd\\u{e0041}');
});
