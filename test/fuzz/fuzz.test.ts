import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { fuzz, SEED, TARGETS } from './fuzz.ts';

suite(`fuzz, seed ${SEED}`, () => {
  for (const { name, promise, count, attempt, control } of TARGETS) {
    test(`${name}: ${promise} (${count} attempts)`, () => {
      assert.deepEqual(fuzz(attempt, { seed: SEED, count }), []);
    });

    test(`${name}: without the defence the same attempts break that promise`, () => {
      const [found] = fuzz(control, { seed: SEED, count: 2_000, most: 1 });
      assert.notEqual(found, undefined);
    });
  }
});
