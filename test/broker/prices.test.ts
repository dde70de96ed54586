import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PRICES_AS_OF } from '../../src/broker/prices/as-of.ts';
import { HOSTS } from '../../src/broker/prices/hosts.ts';
import { OPENROUTER } from '../../src/broker/prices/openrouter.ts';
import { priceOf } from '../../src/broker/prices/price-of.ts';
import { VENDORS } from '../../src/broker/prices/vendors.ts';
import { costOf } from '../../src/broker/tokens.ts';

const SONNET = { input: 3, output: 15, cached: 0.3, written: 3.75 };

test('a model that is known has a price with its source and date', () => {
  assert.deepEqual(priceOf('anthropic', 'claude-sonnet-4-5', {}), { price: SONNET, source: PRICES_AS_OF });
  assert.match(PRICES_AS_OF, /^models\.dev 20\d\d-\d\d-\d\d$/u);
});

for (const model of [
  'claude-sonnet-4-5-20250929',
  'claude-sonnet-4-5-20991231',
  'claude-sonnet-4-5-2099-12-31',
]) {
  test(`the date in ${model} does not hide its price`, () => {
    assert.deepEqual(priceOf('anthropic', model, {})?.price, SONNET);
  });
}

for (const [provider, model] of [
  ['anthropic', 'claude-sonnet-4'],
  ['anthropic', 'claude-sonnet-4-5-turbo'],
  ['anthropic', 'claude-sonnet-4-5 3'],
  ['anthropic', ''],
  ['openai', 'claude-sonnet-4-5'],
  ['local', 'claude-sonnet-4-5'],
  ['[anthropic', 'claude-sonnet-4-5'],
] as const) {
  test(`${provider}/${model} has no price`, () => {
    assert.equal(priceOf(provider, model, {}), null);
  });
}

test("the policy's price stands above the table's, the exact name above the provider's", () => {
  const own = { 'anthropic/*': { input: 1, output: 2 }, 'anthropic/m': { input: 3, output: 4, cached: 0 } };
  assert.deepEqual(priceOf('anthropic', 'm', own), {
    price: { input: 3, output: 4, cached: 0 },
    source: 'policy',
  });
  // What a cache costs is as much as without one, when nobody says so.
  assert.deepEqual(priceOf('anthropic', 'claude-sonnet-4-5', own)?.price, { input: 1, output: 2, cached: 1 });
  assert.equal(priceOf('openai', 'm', own), null);
});

test('a longer input has the longer price, as a whole', () => {
  const price = priceOf('google', 'gemini-2.5-pro', {})?.price ?? null;
  const used = (input: number) => ({ input, output: 1000, cached: 0, written: 0 });
  assert.equal(costOf(used(200_000), price), (200_000 * 1.25 + 1000 * 10) / 1e6);
  assert.equal(costOf(used(200_001), price), (200_001 * 2.5 + 1000 * 15) / 1e6);
});

test('every row of the tables is a price', () => {
  const rows = [VENDORS, OPENROUTER, HOSTS].flatMap((table) => table.trim().split('\n'));
  assert.ok(rows.length > 300);
  let provider = '';
  for (const row of rows) {
    const section = /^\[([a-z-]+)\]$/u.exec(row)?.[1];
    if (section !== undefined) {
      provider = section;
      continue;
    }
    const priced = priceOf(provider, row.split(' ')[0] ?? '', {});
    assert.ok(priced !== null, row);
    const { input, output, cached, written = 1, long } = priced.price;
    for (const each of [input, output, cached, written]) assert.ok(each >= 0 && each < 1000, row);
    assert.ok(input > 0 && cached <= input, row);
    assert.ok(long === undefined || (long.over >= 32_000 && long.input >= input && long.cached > 0), row);
  }
});
