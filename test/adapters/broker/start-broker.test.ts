import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type BrokerStart, startBroker } from '../../../src/adapters/broker/start-broker.ts';
import type { Broker } from '../../../src/broker/broker.ts';
import { GateError } from '../../../src/errors.ts';
import type { TrailEvent } from '../../../src/trail/event.ts';
import { BROKER, chat, KEY, pause, settingsFor } from '../../broker/broker-process.ts';
import { type Answer, answerJson, openUpstreamDouble } from '../../broker/upstream-double.ts';

const directory = mkdtempSync(join(tmpdir(), 'broker-'));
const CANARY = 'canary-in-the-environment';

before(() => {
  process.env['BROKER_TEST_SECRET'] = CANARY;
});
after(() => {
  delete process.env['BROKER_TEST_SECRET'];
  rmSync(directory, { recursive: true, force: true });
});

type Started = { readonly broker: Broker; readonly trail: readonly TrailEvent[]; readonly pid: number };

async function withBroker(
  answer: Answer,
  use: (started: Started) => Promise<void>,
  more: Partial<BrokerStart['settings']> = {},
): Promise<Broker> {
  const upstream = await openUpstreamDouble(answer);
  const trail: TrailEvent[] = [];
  const { socket: _socket, token: _token, ...settings } = settingsFor(`${upstream.origin}/v1`, more);
  try {
    const broker = await startBroker(startWith(BROKER, settings, trail));
    try {
      await use({ broker, trail, pid: pidOf(broker) });
    } finally {
      await broker.close();
    }
    return broker;
  } finally {
    await upstream.close();
  }
}

function startWith(bundle: string, settings: BrokerStart['settings'], trail: TrailEvent[] = []): BrokerStart {
  const record = (event: TrailEvent) => void trail.push(event);
  return { bundle, node: process.execPath, directory, settings, trail: { record } };
}

test('calls reach the trail and add up, and no secret does', async () => {
  const price = { input: 1, output: 2, cached: 0.5 };
  const story: TrailEvent[] = [];
  const broker = await withBroker(
    answerJson,
    async ({ broker, trail, pid }) => {
      assert.match(broker.token, /^[0-9a-f]{64}$/u);
      assert.equal(await ask(broker), 200);
      assert.equal(await ask(broker), 200);
      await until(() => trail.length === 2);
      story.push(...trail);
      assert.equal(readFileSync(`/proc/${pid}/environ`, 'utf8'), '');
      assert.doesNotMatch(readFileSync(`/proc/${pid}/cmdline`, 'utf8'), new RegExp(broker.token, 'u'));
    },
    { price },
  );
  assert.deepEqual(broker.usage(), { input: 24, output: 10, cached: 16, costUsd: 2 * 26e-6 });
  assert.equal(broker.trouble(), null);
  const text = JSON.stringify(story);
  assert.match(text, /"kind":"model-call","route":"POST \/v1\/chat\/completions"/u);
  for (const secret of [KEY.slice(0, 12), broker.token, CANARY]) assert.ok(!text.includes(secret));
});

test('a refused call is told as tampering, also when it is the last thing', async () => {
  const broker = await withBroker(answerJson, async ({ broker }) => {
    assert.equal(await ask(broker, '/v1/files'), 403);
  });
  assert.equal(broker.trouble()?.code, 'tampered');
});

test('an empty budget and a failing provider are told as such', async () => {
  const { budgets } = settingsFor('');
  const spent = await withBroker(
    answerJson,
    async ({ broker }) => {
      await ask(broker);
      assert.equal(await ask(broker), 403);
    },
    { budgets: { ...budgets, requests: 1 } },
  );
  assert.equal(spent.trouble()?.code, 'model-budget');
  const failing: Answer = (response) => response.writeHead(500).end();
  const failed = await withBroker(failing, async ({ broker }) => {
    assert.equal(await ask(broker), 500);
  });
  assert.equal(failed.trouble()?.code, 'model-failed');
});

test('a broker that is killed is told, and closing it still works', async () => {
  const broker = await withBroker(answerJson, async ({ broker, pid }) => {
    process.kill(pid, 'SIGKILL');
    await until(() => broker.trouble() !== null);
    assert.equal(broker.trouble()?.code, 'broker-failed');
  });
  await broker.close();
});

test('closing ends the process, once and twice', async () => {
  let left = 0;
  const broker = await withBroker(answerJson, async ({ pid }) => {
    left = pid;
    await Promise.resolve();
  });
  await broker.close();
  assert.throws(() => process.kill(left, 0), { code: 'ESRCH' });
  assert.equal(broker.trouble(), null);
});

const FAKES: Readonly<Record<string, readonly [string, RegExp]>> = {
  'ends at once': ['process.exit(3)', /ended before/u],
  'says something else': ['console.log("hello"); setTimeout(() => undefined, 30000)', /unexpected/u],
};

for (const [what, [code, message]] of Object.entries(FAKES)) {
  test(`a bundle that ${what} is answered with broker-failed`, async () => {
    const bundle = join(directory, 'fake.mjs');
    writeFileSync(bundle, code);
    const { socket: _socket, token: _token, ...settings } = settingsFor('https://api.example/v1');
    await assert.rejects(startBroker(startWith(bundle, settings)), isGateError('broker-failed', message));
  });
}

test('a missing Node, a wrong setting and a wrong key are answered in one sentence without the key', async () => {
  const { socket: _socket, token: _token, ...settings } = settingsFor('https://api.example/v1');
  const start = startWith(BROKER, settings);
  await assert.rejects(
    startBroker({ ...start, node: join(directory, 'no-node') }),
    isGateError('broker-failed', /could not be started/u),
  );
  await assert.rejects(
    startBroker({ ...start, settings: { ...settings, upstream: 'http://api.example/v1' } }),
    isGateError('broker-failed', /did not accept its settings/u),
  );
  await assert.rejects(
    startBroker({ ...start, settings: { ...settings, key: `${KEY}\n` } }),
    isGateError('input-invalid', /printable ASCII/u),
  );
});

function isGateError(code: string, message: RegExp) {
  return (error: unknown) =>
    error instanceof GateError &&
    error.code === code &&
    message.test(error.message) &&
    !error.message.includes(KEY);
}

function ask(broker: Broker, path = '/v1/chat/completions'): Promise<number> {
  const headers = { authorization: `Bearer ${broker.token}`, 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const options = { socketPath: broker.socket, method: 'POST', path, headers, agent: false };
    const request = http.request(options, (response) =>
      response.resume().on('end', () => resolve(response.statusCode ?? 0)),
    );
    request.on('error', reject);
    request.end(chat());
  });
}

/** The process that runs in the test's own directory. */
function pidOf(broker: Broker): number {
  const { pid } = process;
  const children = readdirSync('/proc').filter((name) => /^\d+$/u.test(name) && isChildIn(name, pid));
  assert.equal(children.length, 1, broker.socket);
  return Number(children[0]);
}

function isChildIn(pid: string, parent: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ppid] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(ppid) === parent && state !== 'Z';
  } catch {
    return false;
  }
}

async function until(happened: () => boolean): Promise<void> {
  for (let turn = 0; turn < 500 && !happened(); turn += 1) await pause(10);
  assert.ok(happened());
}
