import assert from 'node:assert/strict';
import type http from 'node:http';
import net from 'node:net';
import { test } from 'node:test';
import { type BrokerProcess, chat, TOKEN } from './broker-process.ts';
import { leave } from './leave.ts';
import { type Answer, OPENAI_USAGE } from './upstream-double.ts';
import { reasons, withBudgets } from './with-budgets.ts';

const begin = (response: http.ServerResponse, ...events: readonly object[]) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''));
};

/** What the model wrote or thought before, nobody sees and the provider bills. */
const LEFT: readonly (readonly ['nothing' | 'first bytes', Answer])[] = [
  ['nothing', () => undefined],
  ['first bytes', (response) => begin(response, { choices: [{ index: 0, delta: { content: 'x' } }] })],
];

for (const [at, answer] of LEFT) {
  test(`a call that the agent left at ${at} counts as the longest answer that it could have had`, async () => {
    await withBudgets(
      { outputTokens: 250 },
      async (broker, upstream) => {
        for (let turn = 0; turn < 5; turn += 1) await leave(broker, at);
        await broker.eventsReach(5);
        assert.equal(upstream.seen.length, 3);
        assert.deepEqual(reasons(broker), ['budget: output tokens']);
      },
      { answer },
    );
  });
}

test('a call that the agent left when its usage had been told counts as that', async () => {
  const told: Answer = (response) =>
    begin(
      response,
      { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
      { choices: [], usage: OPENAI_USAGE },
    );
  await withBudgets(
    { outputTokens: 250 },
    async (broker, upstream) => {
      for (let turn = 0; turn < 5; turn += 1) await leave(broker, 'first bytes');
      const events = await broker.eventsReach(5);
      assert.equal(upstream.seen.length, 5);
      assert.deepEqual(
        events.map((event) => event.tokens?.output),
        [5, 5, 5, 5, 5],
      );
    },
    { answer: told },
  );
});

/** A body that never comes. */
const BEGUN = [
  'POST /v1/chat/completions HTTP/1.1',
  'Host: x',
  `Authorization: Bearer ${TOKEN}`,
  'Content-Type: application/json',
  'Content-Length: 10',
  '',
  '{',
].join('\r\n');

test('a flood of calls that the agent left does not become a flood of events', async () => {
  await withBudgets({}, async (broker) => {
    for (let turn = 0; turn < 130; turn += 1) await sendAndLeave(broker, BEGUN);
    await broker.ask({ body: chat() });
    const events = await broker.eventsReach(101);
    assert.equal(events.filter((event) => event.why === 'the agent hung up').length, 100);
    assert.equal(events.at(-1)?.decision, 'forwarded');
  });
});

test('what a review never needs is told behind any number of empty budgets', async () => {
  await withBudgets({ requests: 1 }, async (broker) => {
    for (let turn = 0; turn < 130; turn += 1) await broker.ask({ body: chat() });
    await broker.ask({ path: '/x' });
    await broker.eventsReach(102);
    assert.deepEqual(reasons(broker), ['budget: requests', 'route']);
  });
});

function sendAndLeave({ socket }: BrokerProcess, bytes: string): Promise<void> {
  return new Promise((resolve) => {
    const connection = net.connect(socket, () => connection.write(bytes, () => connection.destroy()));
    connection.on('close', () => resolve());
  });
}
