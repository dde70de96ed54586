import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setUp, TERMS } from '../opencode/setting.ts';

const steps = [{ text: 'done', usage: { input: 1_000_000, output: 1000, cached: 0 } }];
const inputs = { model: 'anthropic/claude-sonnet-4-5' };
const startOf = (events: readonly { readonly kind: string }[]) =>
  JSON.stringify(events.find((event) => event.kind === 'run-start'));

test('the calls of a known model add up to dollars, and the trail names the prices', async () => {
  await using run = await setUp({ steps }, { inputs });
  await run.agent.prepare(run.view, TERMS);
  await (await run.agent.open(1)).ask('BRIEF');
  const { usage, trouble } = await run.agent.settle();
  assert.equal(trouble, null);
  assert.equal(usage.costUsd, (1_000_000 * 3 + 1000 * 15) / 1e6);
  assert.match(startOf(run.events), /"prices":"models\.dev \d/u);
  const calls = run.events.filter((event) => event.kind === 'model-call');
  assert.equal(calls[0]?.costUsd, usage.costUsd);
});

test('a limit in dollars below one call lets none through, and says so', async () => {
  await using run = await setUp({ steps }, { inputs });
  await run.agent.prepare(run.view, { ...TERMS, limits: { ...TERMS.limits, costUsd: 0.000_1 } });
  const turn = await (await run.agent.open(1)).ask('BRIEF');
  assert.equal(turn.outcome, 'failed');
  assert.equal(run.model.requests.length, 0);
  const { trouble } = await run.agent.settle();
  assert.equal(trouble?.code, 'model-budget');
  assert.match(trouble?.message ?? '', /limit of dollars/u);
});

test('a model without a price is counted by its tokens, and the trail says so', async () => {
  await using run = await setUp({ steps });
  await run.agent.prepare(run.view, TERMS);
  await (await run.agent.open(1)).ask('BRIEF');
  const { usage } = await run.agent.settle();
  assert.deepEqual([usage.input, usage.costUsd], [1_000_000, 0]);
  assert.match(startOf(run.events), /"prices":"none, so that dollars are not limited"/u);
});

test('a limit in dollars of the policy for such a model ends the run before it begins', async () => {
  await using run = await setUp({ steps });
  const limits = { ...TERMS.limits, costUsd: 5 };
  await assert.rejects(run.agent.prepare(run.view, { ...TERMS, limits }), { code: 'model-budget' });
  assert.equal(run.model.requests.length, 0);
});
