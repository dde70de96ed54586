import assert from 'node:assert/strict';
import { test } from 'node:test';
import { priceRun } from '../../../src/adapters/opencode/price-run.ts';
import { PRICES_AS_OF } from '../../../src/broker/prices/as-of.ts';
import { resolveProvider } from '../../../src/broker/providers.ts';
import { GateError } from '../../../src/errors.ts';
import { parsePolicy } from '../../../src/policy/parse-policy.ts';

const KNOWN = resolveProvider('anthropic/claude-sonnet-4-5');
const UNKNOWN = resolveProvider('local/vendor/mine', 'http://127.0.0.1:1/v1');
const limitsOf = (limits: object) => parsePolicy(Buffer.from(JSON.stringify({ limits })), 'p').limits;

test('a known model is counted by its price, up to five dollars when the policy says nothing', () => {
  const { costUsd, priced } = priceRun(KNOWN, limitsOf({}));
  assert.equal(costUsd, 5);
  assert.equal(priced?.source, PRICES_AS_OF);
  assert.equal(priceRun(KNOWN, limitsOf({ costUsd: 0.5 })).costUsd, 0.5);
});

test('an unknown model is not counted in dollars', () => {
  assert.equal(priceRun(UNKNOWN, limitsOf({})).priced, null);
});

test('a limit in dollars that cannot be kept is no limit, and there is no review', () => {
  assert.throws(
    () => priceRun(UNKNOWN, limitsOf({ costUsd: 2 })),
    (error: unknown) =>
      error instanceof GateError &&
      error.code === 'model-budget' &&
      /local\/vendor\/mine.*limits\.prices/u.test(error.message),
  );
});

test('the policy brings the price of any model', () => {
  const prices = { 'local/vendor/mine': { input: 0.1, output: 0.2 } };
  assert.deepEqual(priceRun(UNKNOWN, limitsOf({ costUsd: 2, prices })), {
    costUsd: 2,
    priced: { price: { input: 0.1, output: 0.2, cached: 0.1 }, source: 'policy' },
  });
});

const WRONG: readonly (readonly [string, object, RegExp])[] = [
  ['a price below nothing', { 'a/b': { input: -1, output: 1 } }, /input/u],
  ['a price without its output', { 'a/b': { input: 1 } }, /output/u],
  [
    'a misspelt key',
    { 'a/b': { input: 1, output: 1, cache: 1 } },
    /unknown key "cache"; did you mean "cached"/u,
  ],
  ['a model without its provider', { b: { input: 1, output: 1 } }, /"b"/u],
];

for (const [what, prices, message] of WRONG) {
  test(`${what} is refused with its place`, () => {
    assert.throws(() => limitsOf({ prices }), { code: 'policy-invalid', message });
  });
}
