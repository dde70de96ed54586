import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BrokerProcess, chat, pause } from './broker-process.ts';
import { type Answer, answerJson } from './upstream-double.ts';
import { reasons, withBudgets } from './with-budgets.ts';

const askMany = (broker: BrokerProcess, count: number) =>
  Promise.all(
    Array.from({ length: count }, () => broker.ask({ body: chat() }).then((reply) => reply.status)),
  );

test('of twelve calls at once a budget of seven lets exactly seven through', async () => {
  await withBudgets({ requests: 7 }, async (broker, upstream) => {
    const statuses = await askMany(broker, 12);
    assert.equal(statuses.filter((status) => status === 200).length, 7);
    assert.equal(statuses.filter((status) => status === 403).length, 5);
    assert.equal(upstream.seen.length, 7);
    await broker.eventsReach(12);
    assert.deepEqual(reasons(broker), ['budget: requests']);
  });
});

test('of fifty calls under way at once a budget of 37 lets exactly 37 through, and their tokens add up', async () => {
  await withBudgets({ requests: 37, concurrent: 50 }, async (broker, upstream) => {
    const statuses = await askMany(broker, 50);
    assert.equal(statuses.filter((status) => status === 200).length, 37);
    assert.equal(upstream.seen.length, 37);
    const events = await broker.eventsReach(50);
    assert.equal(
      events.reduce((sum, event) => sum + (event.tokens?.input ?? 0), 0),
      37 * 12,
    );
  });
});

test('the budget of a minute is exact too', async () => {
  await withBudgets({ requestsPerMinute: 3 }, async (broker, upstream) => {
    await askMany(broker, 6);
    assert.equal(upstream.seen.length, 3);
    assert.deepEqual(reasons(broker), ['budget: requests per minute']);
  });
});

test('no more than two calls are on the way at a time', async () => {
  let open = 0;
  let most = 0;
  const counted: Answer = (response, seen, index) => {
    open += 1;
    most = Math.max(most, open);
    setTimeout(() => {
      open -= 1;
      answerJson(response, seen, index);
    }, 30);
  };
  await withBudgets(
    {},
    async (broker) => {
      assert.deepEqual(
        await askMany(broker, 6),
        Array.from({ length: 6 }, () => 200),
      );
      assert.equal(most, 2);
    },
    { answer: counted },
  );
});

test('input tokens end the run', async () => {
  const size = Math.ceil(Buffer.byteLength(chat()) / 3);
  // Each call reports 20 tokens and needs an estimate of its size beforehand.
  await withBudgets({ inputTokens: 40 + size }, async (broker, upstream) => {
    for (let turn = 0; turn < 5; turn += 1) await broker.ask({ body: chat() });
    assert.equal(upstream.seen.length, 3);
    assert.deepEqual(reasons(broker), ['budget: input tokens']);
  });
});

test('output tokens end the run, and the last call asks for what is left', async () => {
  await withBudgets({ outputTokens: 12 }, async (broker, upstream) => {
    for (let turn = 0; turn < 5; turn += 1) await broker.ask({ body: chat() });
    const limits = upstream.seen.map((seen) => (JSON.parse(seen.body) as { max_tokens: number }).max_tokens);
    assert.deepEqual(limits, [12, 7, 2]);
    assert.deepEqual(reasons(broker), ['budget: output tokens']);
  });
});

test('dollars end the run', async () => {
  const price = { input: 1000, output: 1000, cached: 1000 };
  // A call costs 0.025 dollars, and an estimate of about 0.025 must fit in beforehand.
  await withBudgets(
    { costUsd: 0.09 },
    async (broker, upstream) => {
      for (let turn = 0; turn < 6; turn += 1) await broker.ask({ body: chat() });
      assert.ok(upstream.seen.length >= 2 && upstream.seen.length <= 3);
      await broker.eventsReach(6);
      const spent = broker.events.reduce((sum, event) => sum + (event.costUsd ?? 0), 0);
      assert.ok(spent <= 0.09);
      assert.deepEqual(reasons(broker), ['budget: dollars']);
    },
    { price },
  );
});

test('an answer without usage is counted by its size', async () => {
  const silent: Answer = (response) => {
    const choices = [{ message: { content: 'x'.repeat(3000) }, finish_reason: 'stop' }];
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ choices }));
  };
  await withBudgets(
    { outputTokens: 1500 },
    async (broker, upstream) => {
      for (let turn = 0; turn < 4; turn += 1) await broker.ask({ body: chat() });
      assert.equal(upstream.seen.length, 2);
      assert.ok((broker.events[0]?.tokens?.output ?? 0) >= 1000);
      assert.ok((broker.events[0]?.tokens?.input ?? 0) > 0);
    },
    { answer: silent },
  );
});

test('the time of all calls ends the run, also in the middle of a call', async () => {
  await withBudgets(
    { totalMs: 300 },
    async (broker, upstream) => {
      assert.equal((await broker.ask({ body: chat() })).status, 403);
      await pause(20);
      assert.equal((await broker.ask({ body: chat() })).status, 403);
      assert.equal(upstream.seen.length, 1);
      assert.deepEqual(reasons(broker), ['budget: time']);
    },
    { answer: () => undefined },
  );
});

test('the time of all calls ends an answer that has begun', async () => {
  const endless: Answer = (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: {"choices":[]}\n\n');
  };
  await withBudgets(
    { totalMs: 300 },
    async (broker) => {
      await assert.rejects(broker.ask({ body: chat({ stream: true }) }));
      const [first] = await broker.eventsReach(1);
      assert.equal(first?.why, 'budget: time');
      assert.ok((first?.bytesOut ?? 0) > 0);
    },
    { answer: endless },
  );
});

test('an error costs nothing but its request', async () => {
  const wrong: Answer = (response) => response.writeHead(400).end();
  await withBudgets(
    { outputTokens: 10, requests: 3 },
    async (broker) => {
      const statuses = [];
      for (let turn = 0; turn < 4; turn += 1) statuses.push((await broker.ask({ body: chat() })).status);
      assert.deepEqual(statuses, [400, 400, 400, 403]);
    },
    { answer: wrong },
  );
});

test('a flood of refusals does not become a flood of events', async () => {
  await withBudgets({}, async (broker) => {
    for (let turn = 0; turn < 130; turn += 1) await broker.ask({ path: '/x' });
    await broker.ask({ body: chat() });
    const events = await broker.eventsReach(101);
    assert.equal(events.filter((event) => event.decision === 'refused').length, 100);
    assert.equal(events.at(-1)?.decision, 'forwarded');
  });
});
