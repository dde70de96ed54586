import assert from 'node:assert/strict';
import { test } from 'node:test';
import { giveBack } from '../../src/broker/give-back.ts';

test('memory is collected after every 4 MiB, however they come', () => {
  let collected = 0;
  const passed = giveBack(() => {
    collected += 1;
  });
  for (let chunk = 1; chunk < 64; chunk += 1) passed(65_536);
  assert.equal(collected, 0);
  passed(65_536);
  assert.equal(collected, 1);
  passed(8 * 1024 * 1024);
  assert.equal(collected, 2);
  passed(1);
  assert.equal(collected, 2);
});
