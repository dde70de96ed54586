import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, describe, test } from 'node:test';
import type { Protocol } from '../../src/broker/broker.ts';
import { ANTHROPIC_REFUSED, type BodyCase, OPENAI_REFUSED } from './body-cases.ts';
import { type BrokerProcess, KEY, openBroker, PATHS, settingsFor } from './broker-process.ts';
import { GOOGLE_REFUSED } from './google-cases.ts';
import { openPlainProxy, type PlainProxy } from './plain-proxy.ts';
import { RESPONSES_REFUSED } from './responses-cases.ts';
import { answerJson, openUpstreamDouble, type UpstreamDouble } from './upstream-double.ts';

const PROTOCOLS: readonly (readonly [Protocol, readonly BodyCase[]])[] = [
  ['openai-chat', OPENAI_REFUSED],
  ['openai-responses', RESPONSES_REFUSED],
  ['anthropic-messages', ANTHROPIC_REFUSED],
  ['google-generate', GOOGLE_REFUSED],
];

/** A broker reports a hundred refusals and no more. */
const MANY = 90;

const LOTS = PROTOCOLS.flatMap(([protocol, cases]) =>
  Array.from({ length: Math.ceil(cases.length / MANY) }, (_, lot) => ({
    protocol,
    cases: cases.slice(lot * MANY, (lot + 1) * MANY),
  })),
);

for (const { protocol, cases } of LOTS) {
  const path = PATHS[protocol];
  describe(`a body of ${protocol}`, () => {
    let upstream: UpstreamDouble;
    let broker: BrokerProcess;
    let proxy: PlainProxy;
    before(async () => {
      upstream = await openUpstreamDouble(answerJson);
      broker = await openBroker(settingsFor(`${upstream.origin}/v1`, { protocol }));
      proxy = await openPlainProxy(upstream.origin, KEY);
    });
    after(async () => {
      await broker.close();
      await proxy.close();
      await upstream.close();
    });

    for (const { what, body, why } of cases) {
      test(`with ${what} is refused; a plain proxy sends it on`, async () => {
        const calls = broker.events.length;
        const reply = await broker.ask({ path, body });
        assert.equal(reply.status, 403);
        assert.equal(upstream.seen.length, calls, 'only the control reached the provider');
        const event = (await broker.eventsReach(calls + 1))[calls];
        assert.equal(event?.decision, 'refused');
        assert.match(event?.why ?? '', why);
        assert.equal(await askProxy(proxy, path, body), 200);
        assert.equal(upstream.seen.at(-1)?.body, body.toString());
      });
    }
  });
}

function askProxy({ port }: PlainProxy, path: string, body: string | Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const request = http.request({ port, method: 'POST', path, headers, agent: false }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    request.on('error', reject);
    request.end(body);
  });
}
