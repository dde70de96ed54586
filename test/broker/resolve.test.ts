import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BrokerSettings } from '../../src/broker/broker.ts';
import type { Resolve } from '../../src/broker/resolve.ts';
import type { Settings } from '../../src/broker/settings.ts';
import { parseSettings, renderSettings } from '../../src/broker/settings.ts';
import { openUpstream } from '../../src/broker/upstream.ts';
import { chat, openBroker, settingsFor } from './broker-process.ts';
import { answerJson, openUpstreamDouble, type UpstreamDouble } from './upstream-double.ts';

/** The port of the double stands behind any name that a test makes up. */
function settingsAt(host: string, { origin }: UpstreamDouble, more: Partial<BrokerSettings> = {}): Settings {
  const upstream = `http://${host}:${new URL(origin).port}/v1`;
  const settings = parseSettings(
    renderSettings({ ...settingsFor(upstream, { allowPlainHttp: true }), socket: '/s', ...more }),
  );
  assert.ok(settings !== null);
  return settings;
}

/** Asks once; answers the status, or why there is none. */
async function send(settings: Settings, resolve: Resolve): Promise<number | string> {
  const signal = AbortSignal.timeout(5_000);
  const upstream = openUpstream(settings, resolve);
  const answer = await upstream.send({
    path: '/chat/completions',
    headers: {},
    body: Buffer.from(chat()),
    signal,
  });
  if ('why' in answer) return answer.why;
  answer.destroy();
  return answer.statusCode ?? 0;
}

async function withDouble(use: (upstream: UpstreamDouble) => Promise<void>): Promise<void> {
  const upstream = await openUpstreamDouble(answerJson);
  try {
    await use(upstream);
  } finally {
    await upstream.close();
  }
}

const to =
  (...addresses: string[]): Resolve =>
  () =>
    Promise.resolve(addresses);

const LED: readonly (readonly [string, readonly string[]])[] = [
  ['loopback', ['127.0.0.1']],
  ['this machine', ['0.0.0.0']],
  ['loopback, mapped', ['::ffff:127.0.0.1']],
  ['loopback, behind NAT64', ['64:ff9b::7f00:1']],
  ['a public address and a private one', ['8.8.8.8', '10.0.0.1']],
  ['a metadata service', ['169.254.169.254']],
];

for (const [what, addresses] of LED) {
  test(`a public name that leads to ${what} is not asked`, async () => {
    await withDouble(async (upstream) => {
      const settings = settingsAt('api.provider.example', upstream);
      assert.equal(await send(settings, to(...addresses)), 'private address');
      assert.equal(upstream.seen.length, 0);
    });
  });
}

test('an endpoint that the workflow names may be private, and is connected to at the address that was checked', async () => {
  await withDouble(async (upstream) => {
    const settings = settingsAt('model.corp.example', upstream, { allowPrivate: true });
    let asked = 0;
    const once: Resolve = () => {
      asked += 1;
      return Promise.resolve(['127.0.0.1']);
    };
    assert.equal(await send(settings, once), 200);
    assert.equal(asked, 1, 'nothing is resolved behind the check');
    assert.match(upstream.seen[0]?.headers.host ?? '', /^model\.corp\.example:/u);
  });
});

test('also such an endpoint never leads to a metadata service', async () => {
  await withDouble(async (upstream) => {
    const settings = settingsAt('model.corp.example', upstream, { allowPrivate: true });
    for (const address of ['169.254.169.254', '168.63.129.16', 'fd00:ec2::254', '::ffff:169.254.169.254']) {
      assert.equal(await send(settings, to(address)), 'private address');
    }
  });
});

test('a name that changes between two connections is checked each time', async () => {
  await withDouble(async (upstream) => {
    const settings = settingsAt('model.corp.example', upstream, { allowPrivate: true });
    const answers = [['127.0.0.1'], ['169.254.169.254']];
    const rebinding: Resolve = () => Promise.resolve(answers.shift() ?? []);
    assert.equal(await send(settings, rebinding), 200);
    assert.equal(await send(settings, rebinding), 'private address');
  });
});

test('a name without an address, or that nobody knows, is a failure that says so', async () => {
  await withDouble(async (upstream) => {
    const settings = settingsAt('api.provider.example', upstream);
    assert.equal(await send(settings, to()), 'name not found');
    const unknown: Resolve = () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOTFOUND' }));
    assert.equal(await send(settings, unknown), 'name not found');
  });
});

for (const [host, expected] of [
  ['127.0.0.1', 200],
  ['2130706433', 200],
  ['0x7f.1', 200],
  ['0.0.0.0', 200],
  ['[::ffff:127.0.0.1]', 200],
  ['localhost', 200],
  ['169.254.169.254', 'private address'],
  ['0xa9fea9fe', 'private address'],
  ['[::ffff:a9fe:a9fe]', 'private address'],
  ['[fe80::1]', 'private address'],
  ['[64:ff9b::a9fe:a9fe]', 'private address'],
] as const) {
  test(`the literal endpoint ${host} comes to ${expected} without any name being resolved`, async () => {
    await withDouble(async (upstream) => {
      const resolve: Resolve = () =>
        host === 'localhost' ? to('127.0.0.1')('') : Promise.reject(new Error('asked'));
      assert.equal(await send(settingsAt(host, upstream), resolve), expected);
    });
  });
}

test('the broker itself tells a private address as a failure that nobody should repeat', async () => {
  const broker = await openBroker(settingsFor('http://169.254.169.254:1/v1', { allowPlainHttp: true }));
  assert.equal((await broker.ask({ body: chat() })).status, 502);
  assert.equal((await broker.ask({ body: chat() })).status, 424);
  assert.equal((await broker.eventsReach(1))[0]?.why, 'private address');
  await broker.close();
});

test('a key is sent in clear text to a private address only, wherever the name leads by now', async () => {
  await withDouble(async (upstream) => {
    const named = (host: string, key: string) => settingsAt(host, upstream, { allowPrivate: true, key });
    assert.equal(await send(named('models.example', 'k3y'), to('127.0.0.1')), 200);
    assert.equal(await send(named('models.example', 'k3y'), to('8.8.8.8')), 'plain http to a public address');
    const both = to('10.0.0.1', '8.8.8.8');
    assert.equal(await send(named('models.example', 'k3y'), both), 'plain http to a public address');
    assert.equal(await send(named('8.8.8.8', 'k3y'), to()), 'plain http to a public address');
    assert.equal(await send(named('127.0.0.1', 'k3y'), to()), 200);
    assert.equal(upstream.seen.length, 2);
  });
});
