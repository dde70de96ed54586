import assert from 'node:assert/strict';
import { test } from 'node:test';
import { json } from '../../../src/report/escape/json.ts';
import { parseLog } from '../../emulators/log-parser.ts';
import { randomFrom, stringsFrom } from '../../emulators/random.ts';
import { HOSTILE_PIECES } from '../hostile-pieces.ts';

test('JSON keeps every value, shows every character and holds no command', () => {
  const next = stringsFrom(randomFrom(41), HOSTILE_PIECES, 12);
  let raw = 0;
  for (let round = 0; round < 5_000; round++) {
    const value = { [next()]: [next(), { deep: next() }] };
    const text = json(value, 2);
    assert.deepEqual(JSON.parse(text), value);
    assert.deepEqual(parseLog(text, { names: 'any' }), []);
    assert.match(text.replaceAll('\n', ''), /^[^\p{C}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}]*$/u);
    assert.ok(text.isWellFormed());
    raw += parseLog(JSON.stringify(value, null, 2)).length;
  }
  assert.ok(raw > 50, 'plain JSON.stringify lets commands through');
});
