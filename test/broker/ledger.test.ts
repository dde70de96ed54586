import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Grant, openLedger } from '../../src/broker/ledger.ts';
import { BUDGETS } from './broker-process.ts';

const used = (input: number, output: number, cached = 0) => ({ input, output, cached, written: 0 });
const PRICE = { input: 1, output: 10, cached: 0.1 };

function grantOf(ledger: ReturnType<typeof openLedger>, input: number, output: number): Grant {
  const granted = ledger.admit(input, output);
  assert.ok(granted.ok);
  return granted.value;
}

test('the number of requests is exact, settled or not', () => {
  const ledger = openLedger({ ...BUDGETS, requests: 3 }, null, () => 0);
  const granted = Array.from({ length: 5 }, () => ledger.admit(1, 1).ok);
  assert.deepEqual(granted, [true, true, true, false, false]);
});

test('requests per minute slide with the clock', () => {
  let now = 0;
  const ledger = openLedger({ ...BUDGETS, requestsPerMinute: 2 }, null, () => now);
  const ask = (time: number) => {
    now = time;
    const granted = ledger.admit(1, 1);
    return granted.ok ? 'granted' : granted.why;
  };
  const refused = 'budget: requests per minute';
  assert.deepEqual(
    [ask(0), ask(30_000), ask(59_999), ask(60_000), ask(60_001), ask(90_000)],
    ['granted', 'granted', refused, 'granted', refused, 'granted'],
  );
});

test('input tokens are reserved before and counted after, cached ones included', () => {
  const ledger = openLedger({ ...BUDGETS, inputTokens: 100 }, null, () => 0);
  const first = grantOf(ledger, 60, 1);
  assert.equal(ledger.admit(60, 1).ok, false);
  first.settle(used(10, 1, 30));
  assert.equal(ledger.admit(60, 1).ok, true);
  assert.equal(ledger.admit(1, 1).ok, false);
});

test('output is clamped to what is left, so that the budget cannot be passed', () => {
  const ledger = openLedger({ ...BUDGETS, outputTokens: 100 }, null, () => 0);
  const first = grantOf(ledger, 1, 80);
  assert.equal(first.outputTokens, 80);
  const second = grantOf(ledger, 1, 80);
  assert.equal(second.outputTokens, 20);
  assert.equal(ledger.admit(1, 80).ok, false);
  first.settle(used(1, 5));
  assert.equal(grantOf(ledger, 1, 80).outputTokens, 75);
});

test('dollars limit the output that is paid for', () => {
  const ledger = openLedger({ ...BUDGETS, costUsd: 0.001 }, PRICE, () => 0);
  const grant = grantOf(ledger, 500, 4096);
  assert.equal(grant.outputTokens, 50);
  grant.settle(used(500, 50));
  const refused = ledger.admit(1, 1);
  assert.equal(refused.ok ? '' : refused.why, 'budget: dollars');
});

test('the time of a call ends with the time of all calls', () => {
  let now = 0;
  const ledger = openLedger({ ...BUDGETS, callMs: 1000, totalMs: 1500 }, null, () => now);
  assert.equal(grantOf(ledger, 1, 1).ms, 1000);
  now = 900;
  assert.equal(grantOf(ledger, 1, 1).ms, 600);
  now = 1500;
  const refused = ledger.admit(1, 1);
  assert.equal(refused.ok ? '' : refused.why, 'budget: time');
});

test('what nobody will ever count stays spent as it was reserved, and no later word makes it less', () => {
  const ledger = openLedger({ ...BUDGETS, outputTokens: 100, costUsd: 0.0015 }, PRICE, () => 0);
  const grant = grantOf(ledger, 500, 80);
  grant.forfeit();
  grant.settle(used(0, 0));
  assert.equal(grantOf(ledger, 1, 80).outputTokens, 19);
});
