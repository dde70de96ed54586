import assert from 'node:assert/strict';
import http from 'node:http';
import { test } from 'node:test';
import type { BrokerSettings } from '../../src/broker/broker.ts';
import {
  type BrokerProcess,
  BUDGETS,
  chat,
  KEY,
  openBroker,
  pause,
  settingsFor,
  TOKEN,
} from './broker-process.ts';
import { makeCertificate } from './certificate.ts';
import {
  type Answer,
  answerJson,
  answerStatus,
  openUpstreamDouble,
  type UpstreamDouble,
} from './upstream-double.ts';

/** One broker before one provider, for the time of a test. */
async function between(
  answer: Answer,
  more: Partial<BrokerSettings>,
  use: (broker: BrokerProcess, upstream: UpstreamDouble) => Promise<void>,
): Promise<void> {
  const upstream = await openUpstreamDouble(answer);
  const broker = await openBroker(settingsFor(`${upstream.origin}/v1`, more));
  try {
    await use(broker, upstream);
  } finally {
    await broker.close();
    await upstream.close();
  }
}

const STREAM = chat({ stream: true });
const event = (content: string, finish: string | null = null) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content }, finish_reason: finish }] })}\n\n`;
const stream =
  (use: (response: http.ServerResponse) => void): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    use(response);
  };
const small = (more: Partial<BrokerSettings['budgets']>) => ({ budgets: { ...BUDGETS, ...more } });

for (const status of [301, 302, 303, 307, 308]) {
  test(`a redirect with ${status} is not followed, and a plain client would follow it`, async () => {
    const evil = await openUpstreamDouble(answerJson);
    await between(answerStatus(status, { location: `${evil.origin}/x` }), {}, async (broker, upstream) => {
      const reply = await broker.ask({ body: chat() });
      assert.equal(reply.status, 502);
      assert.equal(reply.headers.location, undefined);
      assert.equal(evil.seen.length, 0);
      assert.equal((await broker.eventsReach(1))[0]?.why, 'redirect');
      await fetch(`${upstream.origin}/v1`, { method: 'POST', body: chat(), headers: { authorization: KEY } });
      assert.equal(evil.seen.length, 1);
    });
    await evil.close();
  });
}

test('an error of the provider is told by its status and by nothing of its text', async () => {
  const answer: Answer = (response) => {
    response.writeHead(400, { 'content-type': 'application/json', 'x-key': KEY });
    response.end(JSON.stringify({ error: { message: `wrong key ${KEY}` } }));
  };
  await between(answer, {}, async (broker) => {
    const reply = await broker.ask({ body: chat() });
    assert.equal(reply.status, 400);
    assert.deepEqual(Object.keys(JSON.parse(reply.body) as object), ['error']);
    assert.doesNotMatch(reply.body, /wrong key|sk-canary/u);
  });
});

test('a key that the provider echoes is taken out at every place where the answer is cut', async () => {
  const text = `${event(`your key is ${KEY} ok`)}${event('', 'stop')}`;
  const answer: Answer = (response, _seen, index) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(text.slice(0, index + 1));
    setTimeout(() => response.end(text.slice(index + 1)), 2);
  };
  await between(answer, {}, async (broker) => {
    const spelled = JSON.stringify(KEY).slice(1, -1);
    for (let cut = 0; cut < text.indexOf(' ok'); cut += 1) {
      const { body } = await broker.ask({ body: STREAM });
      assert.equal(body, text.replace(spelled, '[redacted]'));
    }
  });
});

test('the end of the call time ends a drip of one byte a second', async () => {
  const drip = stream((response) => {
    const timer = setInterval(() => response.write(' '), 100);
    response.on('close', () => clearInterval(timer));
  });
  await between(drip, small({ callMs: 700, idleMs: 400 }), async (broker, upstream) => {
    await assert.rejects(broker.ask({ body: STREAM }));
    assert.equal((await broker.eventsReach(1))[0]?.why, 'call timeout');
    await untilQuiet(upstream);
  });
});

test('silence in the middle of an answer ends it', async () => {
  await between(
    stream((response) => response.write(event('a'))),
    small({ idleMs: 200 }),
    async (broker) => {
      await assert.rejects(broker.ask({ body: STREAM }));
      assert.equal((await broker.eventsReach(1))[0]?.why, 'no byte for too long');
    },
  );
});

test('a provider that never answers is given up after the time of a call', async () => {
  await between(
    () => undefined,
    small({ callMs: 300 }),
    async (broker) => {
      assert.equal((await broker.ask({ body: chat() })).status, 502);
      const [first] = await broker.eventsReach(1);
      assert.equal(first?.why, 'call timeout');
      assert.ok((first?.tokens?.input ?? 0) > 0, 'what was sent may be billed');
      assert.equal((await broker.ask({ body: chat() })).status, 424);
    },
  );
});

const BROKEN: Readonly<Record<string, Answer>> = {
  'breaks off': stream((response) => {
    response.write(event('half'));
    setTimeout(() => response.destroy(), 20);
  }),
  'ends without saying why': stream((response) => response.end(event('half'))),
  'is empty': stream((response) => response.end()),
  'is shorter than its length': (response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{');
    setTimeout(() => response.destroy(), 20);
  },
};

for (const [what, answer] of Object.entries(BROKEN)) {
  test(`an answer that ${what} is never a whole one for the agent`, async () => {
    await between(answer, {}, async (broker) => {
      await assert.rejects(broker.ask({ body: STREAM }));
      assert.equal((await broker.eventsReach(1))[0]?.decision, 'failed');
    });
  });
}

const UNUSABLE: Readonly<Record<string, Answer>> = {
  'a web page': (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
  'no content type': (response) => response.writeHead(200).end('{}'),
  'gzip that nobody asked for': (response) =>
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end('x'),
  'no content': (response) => response.writeHead(204).end(),
};

for (const [what, answer] of Object.entries(UNUSABLE)) {
  test(`${what} is answered with 502`, async () => {
    await between(answer, {}, async (broker) => {
      assert.equal((await broker.ask({ body: chat() })).status, 502);
      assert.equal((await broker.eventsReach(1))[0]?.decision, 'failed');
    });
  });
}

test('an answer over 32 MiB is cut', async () => {
  const flood = stream((response) => {
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    const pour = () => {
      while (!response.destroyed && response.write(chunk));
      if (!response.destroyed) response.once('drain', pour);
    };
    pour();
  });
  await between(flood, {}, async (broker) => {
    await assert.rejects(broker.ask({ body: STREAM }));
    assert.equal((await broker.eventsReach(1))[0]?.why, 'answer over 32 MiB');
  });
});

test('an agent that leaves frees its slot and ends the call to the provider', async () => {
  const answer: Answer = (response, _seen, index) => {
    if (index < 2) stream((r) => r.write(event('a')))(response, _seen, index);
    else answerJson(response, _seen, index);
  };
  await between(answer, {}, async (broker, upstream) => {
    await leaveInTheMiddle(broker);
    await leaveInTheMiddle(broker);
    assert.equal((await broker.ask({ body: chat() })).status, 200);
    const events = await broker.eventsReach(3);
    assert.deepEqual(
      events.map((one) => one.why ?? one.decision).toSorted((a, b) => (a < b ? 1 : -1)),
      ['the agent hung up', 'the agent hung up', 'forwarded'],
    );
    await untilQuiet(upstream, 1);
  });
});

test('three failures in a row are the last; a success starts again', async () => {
  const statuses = [503, 429, 200, 500, 500, 500, 200];
  const answer: Answer = (response, seen, index) => {
    const status = statuses[index] ?? 200;
    if (status === 200) answerJson(response, seen, index);
    else answerStatus(status, { 'retry-after': '2' })(response, seen, index);
  };
  await between(answer, {}, async (broker, upstream) => {
    const got = [];
    for (let turn = 0; turn < 8; turn += 1) got.push((await broker.ask({ body: chat() })).status);
    assert.deepEqual(got, [503, 429, 200, 500, 500, 424, 424, 424]);
    assert.equal(upstream.seen.length, 6);
  });
});

test('a retry-after is passed on up to half a minute', async () => {
  await between(answerStatus(429, { 'retry-after': '7' }), {}, async (broker) => {
    assert.equal((await broker.ask({ body: chat() })).headers['retry-after'], '7');
  });
  await between(answerStatus(429, { 'retry-after': '86400' }), {}, async (broker) => {
    const reply = await broker.ask({ body: chat() });
    assert.equal(reply.status, 424);
    assert.equal(reply.headers['retry-after'], undefined);
  });
});

test('nobody at the address is a failure that says so', async () => {
  const upstream = await openUpstreamDouble(answerJson);
  await upstream.close();
  const broker = await openBroker(settingsFor(`${upstream.origin}/v1`));
  assert.equal((await broker.ask({ body: chat() })).status, 502);
  assert.equal((await broker.eventsReach(1))[0]?.why, 'connection refused');
  await broker.close();
});

test('a connection that the provider closed between two calls is opened again', async () => {
  await between(answerJson, {}, async (broker, upstream) => {
    assert.equal((await broker.ask({ body: chat() })).status, 200);
    assert.equal(await upstream.connections(), 1, 'it is kept');
    for (let turn = 0; turn < 5; turn += 1) {
      assert.equal((await broker.ask({ body: chat() })).status, 200);
    }
    assert.equal(await upstream.connections(), 1);
  });
});

test('TLS is checked: a certificate of its own passes only with its authority', async () => {
  const { key, cert } = makeCertificate('IP:127.0.0.1');
  const upstream = await openUpstreamDouble(answerJson, { key, cert });
  const strict = await openBroker(settingsFor(`${upstream.origin}/v1`));
  assert.equal((await strict.ask({ body: chat() })).status, 502);
  assert.equal((await strict.eventsReach(1))[0]?.why, 'TLS certificate not accepted');
  assert.equal(upstream.seen.length, 0);
  await strict.close();
  const told = await openBroker(settingsFor(`${upstream.origin}/v1`, { ca: cert }));
  assert.equal((await told.ask({ body: chat() })).status, 200);
  await told.close();
  await upstream.close();
});

/** Waits until the provider has no more than that many connections; fails after 5 s. */
async function untilQuiet(upstream: UpstreamDouble, kept = 0): Promise<void> {
  for (let turn = 0; turn < 500 && (await upstream.connections()) > kept; turn += 1) await pause(10);
  assert.ok((await upstream.connections()) <= kept);
}

function leaveInTheMiddle({ socket }: BrokerProcess): Promise<void> {
  return new Promise((resolve) => {
    const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
    const request = http.request(
      { socketPath: socket, method: 'POST', path: '/v1/chat/completions', headers, agent: false },
      (response) => response.once('data', () => request.destroy()).on('error', () => undefined),
    );
    request.on('error', () => undefined);
    request.on('close', resolve);
    request.end(STREAM);
  });
}
