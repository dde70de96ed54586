import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTurns } from '../../src/sandbox/frames.ts';
import { DEFAULT_LIMITS } from '../../src/sandbox/limits.ts';
import { bwrapUserns } from '../../src/sandbox/rungs/bwrap-userns.ts';
import { makeMountsRunning } from '../sandbox/mounts.ts';

const BYTES = 3_000_000;

/** Says all of it, waiting for room where there is none, and ends at once. */
const PROGRAM = `
const { writeSync } = require('node:fs');
for (let rest = Buffer.alloc(${BYTES}, 'x'); rest.length > 0; ) {
  try { rest = rest.subarray(writeSync(1, rest)); } catch (error) { if (error.code !== 'EAGAIN') throw error; }
}`;

test('the end of a long answer arrives although its reader is busy long after the program has ended', async () => {
  const { mounts, remove } = await makeMountsRunning(PROGRAM);
  const turns = openTurns(bwrapUserns.open(mounts, DEFAULT_LIMITS).start());
  let bytes = 0;
  const onOut = (piece: string) => {
    bytes += piece.length;
    // By now the rest fits into the pipes on the way, so that the program ends while most of it is unread.
    if (bytes > BYTES - 600_000) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_200);
  };
  try {
    const exit = await turns.run({ args: [], stdin: '' }, { onOut, onErr: () => undefined });
    assert.deepEqual([exit.code, bytes], [0, BYTES]);
  } finally {
    await turns.close();
    remove();
  }
});
