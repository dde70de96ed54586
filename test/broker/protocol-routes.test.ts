import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Protocol } from '../../src/broker/broker.ts';
import { findRoute } from '../../src/broker/routes.ts';
import {
  type BrokerProcess,
  GENERATE,
  KEY,
  openBroker,
  PATHS,
  RESPONSES,
  settingsFor,
} from './broker-process.ts';
import { openPlainProxy, type PlainProxy } from './plain-proxy.ts';
import { assertProxyPasses, raw } from './raw-requests.ts';
import { answerJson, openUpstreamDouble, type UpstreamDouble } from './upstream-double.ts';

/** Forms of the one right target that some reader takes for the same, or for another host. */
const FORMS: readonly ((path: string) => string)[] = [
  (path) => `GET ${path}`,
  (path) => `PUT ${path}`,
  (path) => `DELETE ${path}`,
  (path) => `HEAD ${path}`,
  (path) => `OPTIONS ${path}`,
  (path) => `TRACE ${path}`,
  (path) => `POST ${path}/`,
  (path) => `POST ${path}#x`,
  (path) => `POST ${path};x`,
  (path) => `POST ${path}%20`,
  (path) => `POST ${path}${path.includes('?') ? '&' : '?'}key=sk-of-the-attacker`,
  (path) => `POST /${path}`,
  (path) => `POST //evil.example${path}`,
  (path) => `POST http://evil.example${path}`,
  (path) => `POST https://evil.example${path}`,
  (path) => `POST /v1/..${path}`,
  (path) => `POST /v1/%2e%2e${path}`,
  (path) => `POST ${path.toUpperCase()}`,
  (path) => `POST ${path.replace('/v1/', '/v1%2f')}`,
  (path) => `POST ${path.replace('/v1/', '/v1//')}`,
  (path) => `POST ${path.replace('/v1/', '/v1beta/')}`,
  (path) => `POST ${path.replace('/v1/', '/')}`,
];

const OTHERS: Readonly<Partial<Record<Protocol, readonly string[]>>> = {
  'openai-responses': [
    'GET /v1/responses/resp_1',
    'DELETE /v1/responses/resp_1',
    'POST /v1/responses/resp_1/cancel',
    'GET /v1/responses/resp_1/input_items',
    'GET /v1/responses/resp_1?stream=true',
    'POST /v1/responses/input_tokens',
    'POST /v1/responses/compact',
    'POST /v1/conversations',
    'GET /v1/conversations/conv_1/items',
    'POST /v1/chat/completions',
    'GET /v1/chat/completions',
    'POST /v1/completions',
    'POST /v1/messages',
    'POST /v1/embeddings',
    'GET /v1/models',
    'POST /v1/files',
    'GET /v1/files/file-1/content',
    'POST /v1/uploads',
    'POST /v1/batches',
    'POST /v1/vector_stores',
    'POST /v1/containers',
    'POST /v1/containers/c/files',
    'POST /v1/images/generations',
    'POST /v1/audio/speech',
    'POST /v1/realtime/client_secrets',
    'POST /v1/fine_tuning/jobs',
    'POST /v1/evals',
    'POST /v1/webhooks',
    'POST /v1/organization/admin_api_keys',
    'GET /v1/organization/costs',
    'POST /openai/v1/responses',
    'POST /openai/deployments/m/responses?api-version=2025-04-01-preview',
    'POST /v1/models/m:streamGenerateContent?alt=sse',
    'POST /shutdown',
    'GET /health',
    'GET /metrics',
    'GET /',
    'POST /',
  ],
  'google-generate': [
    'POST /v1/models/m:streamGenerateContent',
    'POST /v1/models/m:streamGenerateContent?alt=json',
    'POST /v1/models/m:streamGenerateContent?alt=media',
    'POST /v1/models/m:streamGenerateContent?alt=sse&alt=json',
    'POST /v1/models/m:streamGenerateContent?$alt=sse',
    'POST /v1/models/m:streamGenerateContent?alt=sse&access_token=x',
    'POST /v1/models/m:streamGenerateContent?alt=sse&callback=x',
    'POST /v1/models/m:generateContent?alt=sse',
    'POST /v1/models/other:streamGenerateContent?alt=sse',
    'POST /v1/models/m-pro:streamGenerateContent?alt=sse',
    'POST /v1/models/mm:generateContent',
    'POST /v1/models/m%3AgenerateContent',
    'POST /v1/models/m/:generateContent',
    'POST /v1/models/x/../m:generateContent',
    'POST /v1/models/m:generateContent:streamGenerateContent?alt=sse',
    'POST /v1/tunedModels/m:generateContent',
    'POST /v1/models/m:batchGenerateContent',
    'POST /v1/models/m:asyncBatchEmbedContent',
    'POST /v1/models/m:embedContent',
    'POST /v1/models/m:countTokens',
    'POST /v1/models/m:predict',
    'POST /v1/models/m:predictLongRunning',
    'POST /v1/models/m:bidiGenerateContent',
    'GET /v1/models/m',
    'GET /v1/models',
    'POST /v1/cachedContents',
    'POST /v1/files',
    'GET /v1/files/f:download?alt=media',
    'POST /upload/v1/files',
    'POST /v1/fileSearchStores',
    'POST /v1/corpora/c:query',
    'POST /v1/batches',
    'POST /v1/interactions',
    'POST /v1/auth_tokens',
    'POST /v1/operations/o:cancel',
    'POST /v1/openai/chat/completions',
    'POST /v1/chat/completions',
    'POST /v1/messages',
    'POST /v1/responses',
    'POST /shutdown',
  ],
};

/** Node itself takes these for no request. */
const REFUSED_BY_NODE = /^POST (?:http:\/v1|\\)/u;

for (const [protocol, others = []] of Object.entries(OTHERS) as [Protocol, readonly string[]][]) {
  describe(`the routes of ${protocol}`, () => {
    const path = PATHS[protocol];
    const body = JSON.stringify(protocol === 'google-generate' ? GENERATE : RESPONSES);
    let upstream: UpstreamDouble;
    let broker: BrokerProcess;
    let proxy: PlainProxy;
    before(async () => {
      upstream = await openUpstreamDouble(answerJson);
      broker = await openBroker(settingsFor(`${upstream.origin}/base`, { protocol }));
      proxy = await openPlainProxy(upstream.origin, KEY);
    });
    after(async () => {
      await broker.close();
      await proxy.close();
      await upstream.close();
    });

    test('are forwarded below the base of the provider', async () => {
      assert.match(await broker.askRaw(raw(`POST ${path}`, body)), /^HTTP\/1\.1 200 OK/u);
      assert.equal(upstream.seen.at(-1)?.url, path.replace('/v1', '/base'));
    });

    for (const line of [...FORMS.map((form) => form(path)), ...others]) {
      test(`do not hold "${line}"; a plain proxy sends it on`, async () => {
        const seen = upstream.seen.length;
        const calls = broker.events.length;
        assert.match(await broker.askRaw(raw(line, body)), /^HTTP\/1\.1 40[03] /u);
        assert.equal(upstream.seen.length, seen);
        const event = (await broker.eventsReach(calls + 1))[calls];
        assert.deepEqual([event?.decision, event?.why], ['refused', 'route']);
        assert.doesNotMatch(event?.route ?? '', /[=#]/u, 'no query in the trail');
        if (!REFUSED_BY_NODE.test(line)) await assertProxyPasses(proxy, upstream, raw(line, body));
      });
    }
  });
}

test('each of several models has its routes', () => {
  const settings = { protocol: 'google-generate', models: ['a', 'b.1'] } as const;
  const found = (target: string) => findRoute({ ...settings, models: [...settings.models] }, 'POST', target);
  assert.equal(found('/v1/models/b.1:generateContent')?.upstream, '/models/b.1:generateContent');
  assert.equal(found('/v1/models/bx1:generateContent'), null, 'the dot is a dot');
  assert.equal(found('/v1/models/c:generateContent'), null);
});
