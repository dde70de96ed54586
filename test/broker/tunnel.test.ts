import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BrokerSettings } from '../../src/broker/broker.ts';
import { isProxy } from '../../src/broker/settings.ts';
import { BUDGETS, chat, KEY, openBroker, settingsFor } from './broker-process.ts';
import { makeCertificate } from './certificate.ts';
import { type ConnectProxy, startProxy } from './connect-proxy.ts';
import { answerJson, openUpstreamDouble } from './upstream-double.ts';

/** What one broker is answered, and why it was not. */
async function ask(upstream: string, more: Partial<BrokerSettings>, turns = 1) {
  const broker = await openBroker(settingsFor(upstream, more));
  try {
    const statuses: number[] = [];
    for (let turn = 0; turn < turns; turn += 1) statuses.push((await broker.ask({ body: chat() })).status);
    return { statuses, why: (await broker.eventsReach(turns)).map(({ why }) => why) };
  } finally {
    await broker.close();
  }
}

async function withProxy(
  start: Promise<ConnectProxy>,
  use: (proxy: ConnectProxy) => Promise<void>,
): Promise<void> {
  const proxy = await start;
  try {
    await use(proxy);
  } finally {
    proxy.close();
  }
}

test('a named proxy is the way to the provider, and sees its name alone', async () => {
  const { key, cert } = makeCertificate('DNS:models.example');
  const upstream = await openUpstreamDouble(answerJson, { key, cert });
  const port = Number(new URL(upstream.origin).port);
  await withProxy(startProxy({ 'models.example:443': port }), async (proxy) => {
    // Nobody here could resolve that name.
    const got = await ask('https://models.example/v1', { proxy: proxy.url, ca: cert }, 3);
    assert.deepEqual(got.statuses, [200, 200, 200]);
    assert.deepEqual(proxy.asked, ['models.example:443'], 'the tunnel is kept between calls');
    assert.equal(upstream.seen.length, 3);
    assert.equal(upstream.seen[0]?.headers['authorization'], `Bearer ${KEY}`);
    assert.ok(proxy.sent().length > 500 && !proxy.sent().includes(KEY.slice(0, 12)));
  });
  await upstream.close();
});

test('behind a proxy TLS is checked as without one', async () => {
  const { key, cert } = makeCertificate('DNS:other.example');
  const upstream = await openUpstreamDouble(answerJson, { key, cert });
  const port = Number(new URL(upstream.origin).port);
  const leads = { 'models.example:443': port, 'other.example:443': port };
  await withProxy(startProxy(leads), async ({ url: proxy }) => {
    const refused = await ask('https://models.example/v1', { proxy, ca: cert });
    assert.deepEqual([refused.statuses, refused.why], [[502], ['TLS certificate not accepted']]);
    const unknown = await ask('https://other.example/v1', { proxy });
    assert.deepEqual(unknown.why, ['TLS certificate not accepted']);
    assert.equal(upstream.seen.length, 0);
    assert.deepEqual((await ask('https://other.example/v1', { proxy, ca: cert })).statuses, [200]);
  });
  await upstream.close();
});

test('plain http goes through the tunnel as well', async () => {
  const upstream = await openUpstreamDouble(answerJson);
  await withProxy(startProxy(), async (proxy) => {
    const got = await ask(`${upstream.origin}/v1`, { proxy: proxy.url }, 2);
    assert.deepEqual(got.statuses, [200, 200]);
    assert.deepEqual(proxy.asked, [new URL(upstream.origin).host]);
  });
  await upstream.close();
});

test('what a proxy refuses is told apart from a proxy that is not there', async () => {
  for (const [status, why] of [
    [407, 'refused by the proxy'],
    [403, 'refused by the proxy'],
    [302, 'refused by the proxy'],
    [502, 'proxy failed'],
  ] as const)
    await withProxy(startProxy({}, status), async ({ url: proxy }) => {
      assert.deepEqual((await ask('https://models.example/v1', { proxy })).why, [why], String(status));
    });
  const gone = await startProxy();
  gone.close();
  const { why } = await ask('https://models.example/v1', { proxy: gone.url });
  assert.deepEqual(why, ['proxy failed']);
});

test('a proxy that says nothing is given up in the time of a connection', async () => {
  await withProxy(startProxy({}, 'silent'), async ({ url: proxy }) => {
    const began = performance.now();
    const got = await ask('https://models.example/v1', { proxy, budgets: { ...BUDGETS, connectMs: 300 } });
    assert.ok(['connect timeout', 'proxy failed'].includes(got.why[0] ?? ''), got.why.join());
    assert.ok(performance.now() - began < 5_000);
  });
});

test('an address that nobody has a model at is not asked through a proxy either', async () => {
  await withProxy(startProxy(), async (proxy) => {
    const got = await ask('https://169.254.169.254/v1', { proxy: proxy.url });
    assert.deepEqual(got.why, ['private address']);
    assert.deepEqual(proxy.asked, []);
  });
});

test('without a proxy in the settings none is asked, whatever the environment says', async () => {
  const upstream = await openUpstreamDouble(answerJson);
  await withProxy(startProxy(), async (proxy) => {
    const before = { ...process.env };
    for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY'])
      process.env[name] = proxy.url;
    const got = await ask(`${upstream.origin}/v1`, {});
    process.env = before;
    assert.deepEqual(got.statuses, [200]);
    assert.deepEqual(proxy.asked, []);
  });
  await upstream.close();
});

test('a proxy is an http address without a credential, a path or anything else', () => {
  for (const proxy of ['http://127.0.0.1:3128', 'http://proxy.example', 'http://[::1]:8080/'])
    assert.ok(isProxy(proxy), proxy);
  for (const proxy of [
    'https://p:1',
    'socks5://p',
    'http://u:p@p',
    'http://p/x',
    'http://p/?a',
    'p:3128',
    '',
  ])
    assert.ok(!isProxy(proxy), proxy);
});
