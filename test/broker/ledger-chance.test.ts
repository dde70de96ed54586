import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Budgets, Price } from '../../src/broker/broker.ts';
import { type Grant, openLedger } from '../../src/broker/ledger.ts';
import { costOf, type Tokens } from '../../src/broker/tokens.ts';
import { type Random, randomFor } from '../parity/random.ts';

// Calls that begin and end in any order, at any time, with any use: what the ledger grants is checked after each step
// against an account that is kept the slow way.
const SEED = 20_261_120;
const RUNS = 400;
const STEPS = 60;
const CENT_OF_A_MICRODOLLAR = 1e-8;

type Held = { readonly grant: Grant; readonly at: number; readonly input: number; used: Tokens | null };

const PRICES: readonly (Price | null)[] = [
  null,
  { input: 3, output: 15, cached: 0.3, written: 3.75 },
  { input: 1, output: 10, cached: 0.1, long: { over: 200, input: 2, output: 20, cached: 0.2 } },
  { input: 5, output: 0, cached: 5 },
];

function budgetsOf(random: Random): Budgets {
  return {
    requests: 1 + random.below(30),
    requestsPerMinute: 1 + random.below(10),
    inputTokens: 100 + random.below(5000),
    outputTokens: 10 + random.below(2000),
    // No sum of calls comes to it exactly, so that no rounding decides.
    costUsd: (1 + random.below(2000)) / 1e5 + 3.7e-8,
    callMs: 1000 + random.below(30_000),
    totalMs: 1000 + random.below(300_000),
  };
}

/** What a provider counts: within what was reserved, or more than that. */
function useOf(random: Random, { input, grant }: Held, isHonest: boolean): Tokens {
  const scale = isHonest ? 1 : 3;
  const total = random.below(input * scale + 1);
  const cached = random.below(total + 1);
  return { input: total - cached, cached, written: 0, output: random.below(grant.outputTokens * scale + 1) };
}

function run(index: number, isHonest: boolean): number {
  const random = randomFor(SEED, index);
  const budgets = budgetsOf(random);
  const price = random.pick(PRICES);
  let now = 0;
  const ledger = openLedger(budgets, price, () => now);
  const held: Held[] = [];
  for (let step = 0; step < STEPS; step += 1) {
    now += random.pick([0, 0, 1, 500, 5_000, 30_000]);
    const open = held.filter((each) => each.used === null);
    if (open.length > 0 && random.chance(45)) {
      const each = random.pick(open);
      each.used = useOf(random, each, isHonest);
      each.grant.settle(each.used);
      if (random.chance(20)) each.grant.settle(each.used);
      continue;
    }
    const [input, output] = [1 + random.below(400), 1 + random.below(400)];
    const granted = ledger.admit(input, output);
    const expected = expectedOf(held, budgets, price, { now, input, output });
    assert.equal(granted.ok ? null : granted.why, expected.why, `run ${index}, step ${step}`);
    if (!granted.ok) continue;
    assert.equal(granted.value.outputTokens, expected.output);
    assert.ok(granted.value.ms <= budgets.callMs && granted.value.ms > 0);
    held.push({ grant: granted.value, at: now, input, used: null });
    if (isHonest) checkTotals(held, budgets, price);
  }
  return held.length;
}

/** Every call at its worst: what it used, or what it may use. */
function totalsOf(held: readonly Held[], price: Price | null) {
  const worst = held.map(
    ({ grant, input, used }) => used ?? { input, output: grant.outputTokens, cached: 0, written: 0 },
  );
  return {
    input: worst.reduce((sum, one) => sum + one.input + one.cached + one.written, 0),
    output: worst.reduce((sum, one) => sum + one.output, 0),
    cost: held.reduce((sum, { used }, index) => sum + costOf(used ?? dearest(worst[index], price), price), 0),
  };
}

/** A provider may take the price of a cache's writing for the whole input. */
function dearest(tokens: Tokens | undefined, price: Price | null): Tokens {
  const { input, output } = tokens ?? { input: 0, output: 0 };
  return price?.written === undefined
    ? { input, output, cached: 0, written: 0 }
    : { input: 0, output, cached: 0, written: input };
}

function checkTotals(held: readonly Held[], budgets: Budgets, price: Price | null): void {
  const { input, output, cost } = totalsOf(held, price);
  assert.ok(held.length <= budgets.requests);
  assert.ok(input <= budgets.inputTokens && output <= budgets.outputTokens);
  assert.ok(cost <= budgets.costUsd + CENT_OF_A_MICRODOLLAR, `${cost} of ${budgets.costUsd}`);
  for (const { at } of held) {
    const inMinute = held.filter((other) => other.at > at - 60_000 && other.at <= at).length;
    assert.ok(inMinute <= budgets.requestsPerMinute);
  }
}

/** The same decision, from the list of all calls. */
function expectedOf(
  held: readonly Held[],
  budgets: Budgets,
  price: Price | null,
  asked: { readonly now: number; readonly input: number; readonly output: number },
): { readonly why: string | null; readonly output: number } {
  const { now } = asked;
  const totals = totalsOf(held, price);
  const no = (what: string) => ({ why: `budget: ${what}`, output: 0 });
  if (now - (held[0]?.at ?? now) >= budgets.totalMs) return no('time');
  if (held.length >= budgets.requests) return no('requests');
  if (held.filter(({ at }) => at > now - 60_000).length >= budgets.requestsPerMinute)
    return no('requests per minute');
  if (totals.input + asked.input > budgets.inputTokens) return no('input tokens');
  const left = Math.min(asked.output, budgets.outputTokens - totals.output);
  if (left < 1) return no('output tokens');
  for (let output = left; output >= 1; output -= 1) {
    const worst = dearest({ input: asked.input, output, cached: 0, written: 0 }, price);
    if (price === null || totals.cost + costOf(worst, price) <= budgets.costUsd) return { why: null, output };
  }
  return no('dollars');
}

test(`in ${RUNS} random runs no budget is passed, and none refuses what it has left (seed ${SEED})`, () => {
  let granted = 0;
  for (let index = 0; index < RUNS; index += 1) granted += run(index, true);
  assert.ok(granted > RUNS * 3, `only ${granted} calls were granted`);
});

test('a provider that counts more than it was allowed ends the run with the next call at the latest', () => {
  for (let index = 0; index < RUNS; index += 1) run(RUNS + index, false);
});
