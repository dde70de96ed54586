import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KEY } from './broker-process.ts';
import { fuzzBroker, problemOf, SEED, sendAll } from './fuzz.ts';
import { openPlainProxy } from './plain-proxy.ts';
import { answerJson, openUpstreamDouble } from './upstream-double.ts';

test(`2,000 requests that are almost right end, harm nothing, and reach the provider in our words only (seed ${SEED})`, async () => {
  const { broken, forwarded } = await fuzzBroker({ seed: SEED, from: 0, count: 2_000 });
  assert.deepEqual(broken, []);
  // The cases are near enough to what is right that many pass.
  assert.ok(forwarded > 200, `${forwarded} were forwarded`);
});

test('through a gateway without rules the same requests reach the provider as they are (positive control)', async () => {
  const upstream = await openUpstreamDouble(answerJson);
  const proxy = await openPlainProxy(upstream.origin, KEY);
  await sendAll({ seed: SEED, from: 0, count: 200 }, { port: proxy.port, host: '127.0.0.1' }, []);
  assert.ok(upstream.seen.map(problemOf).filter((problem) => problem !== null).length > 20);
  await proxy.close();
  await upstream.close();
});
