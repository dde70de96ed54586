import assert from 'node:assert/strict';
import { logSafe } from '../../../src/report/escape/log-safe.ts';
import { parseLog } from '../../emulators/log-parser.ts';
import type { Random } from '../../parity/random.ts';
import { HOSTILE_PIECES } from '../../report/hostile-pieces.ts';
import { type Target, textOf } from '../target.ts';

export const logEncoder: Target = {
  name: 'log encoder',
  promise: 'no text holds a workflow command in either grammar',
  count: 100_000,
  attempt: (random) => attemptWith(random, logSafe),
  control: (random) => attemptWith(random, (text) => text),
};

function attemptWith(random: Random, encode: (text: string) => string): void {
  const text = textOf(random, HOSTILE_PIECES, 12);
  assert.equal(parseLog(encode(text), { names: 'any' }).length, 0, JSON.stringify(text));
}
