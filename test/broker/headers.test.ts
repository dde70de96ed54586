import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { BrokerSettings } from '../../src/broker/broker.ts';
import {
  type BrokerProcess,
  chat,
  GENERATE,
  KEY,
  MESSAGES,
  openBroker,
  PATHS,
  RESPONSES,
  settingsFor,
  TOKEN,
} from './broker-process.ts';
import { openPlainProxy } from './plain-proxy.ts';
import { answerJson, openUpstreamDouble, type UpstreamDouble } from './upstream-double.ts';

let upstream: UpstreamDouble;
let broker: BrokerProcess;

before(async () => {
  upstream = await openUpstreamDouble(answerJson);
  broker = await openBroker(settingsFor(`${upstream.origin}/v1`));
});
after(async () => {
  await broker.close();
  await upstream.close();
});

const SMUGGLED = {
  'OpenAI-Organization': 'org-of-the-attacker',
  'OpenAI-Project': 'p',
  'OpenAI-Beta': 'assistants=v2',
  'anthropic-beta': 'web-fetch-2025-09-10',
  'anthropic-version': '2099-01-01',
  'openai-api-key': 'sk-of-the-attacker',
  'ocp-apim-subscription-key': 'sk-of-the-attacker',
  'x-goog-user-project': 'project-of-the-attacker',
  'x-auth-token': 'sk-of-the-attacker',
  'proxy-authorization': 'Basic eDp5',
  cookie: 'session=1',
  'x-forwarded-for': '10.0.0.1',
  'x-forwarded-host': 'evil.example',
  forwarded: 'for=10.0.0.1',
  host: 'evil.example',
  'user-agent': 'opencode/1.18.33',
  'accept-encoding': 'gzip, br',
  'x-session-id': 'ses_1',
  'idempotency-key': '1',
  te: 'trailers',
};

test('the provider gets our own headers and none of the agent', async () => {
  const reply = await broker.ask({ headers: SMUGGLED, body: chat() });
  assert.equal(reply.status, 200);
  const { host, ...headers } = upstream.seen.at(-1)?.headers ?? {};
  assert.equal(`http://${host}`, upstream.origin);
  assert.deepEqual(Object.keys(headers).sort(), [
    'accept',
    'accept-encoding',
    'authorization',
    'connection',
    'content-length',
    'content-type',
    'user-agent',
  ]);
  assert.equal(headers.authorization, `Bearer ${KEY}`);
  assert.equal(headers['accept-encoding'], 'identity');
});

test('a plain proxy would have passed them (positive control)', async () => {
  const proxy = await openPlainProxy(upstream.origin, KEY);
  await new Promise<void>((resolve, reject) => {
    const options = {
      port: proxy.port,
      method: 'POST',
      path: '/v1/chat/completions',
      headers: SMUGGLED,
      agent: false,
    };
    const request = http.request(options, (response) => response.resume().on('end', resolve));
    request.on('error', reject);
    request.end(chat());
  });
  await proxy.close();
  assert.equal(upstream.seen.at(-1)?.headers['openai-organization'], 'org-of-the-attacker');
});

test('Anthropic gets its key and version in its own headers', async () => {
  const other = await openBroker(settingsFor(`${upstream.origin}/v1`, { protocol: 'anthropic-messages' }));
  const headers = { authorization: `Bearer ${TOKEN}`, 'x-api-key': TOKEN, 'anthropic-beta': 'x' };
  const reply = await other.ask({ path: '/v1/messages', headers, body: JSON.stringify(MESSAGES) });
  await other.close();
  assert.equal(reply.status, 200);
  const seen = upstream.seen.at(-1);
  assert.equal(seen?.url, '/v1/messages');
  assert.equal(seen?.headers['x-api-key'], KEY);
  assert.equal(seen?.headers['anthropic-version'], '2023-06-01');
  assert.equal(seen?.headers.authorization, undefined);
  assert.equal(seen?.headers['anthropic-beta'], undefined);
});

const CREDENTIALS = ['authorization', 'x-api-key', 'x-goog-api-key', 'api-key'] as const;
const BODIES = {
  'openai-chat': chat(),
  'openai-responses': JSON.stringify(RESPONSES),
  'anthropic-messages': JSON.stringify(MESSAGES),
  'google-generate': JSON.stringify(GENERATE),
};

/** Every credential that the provider gets. */
async function credentialsSent(more: Partial<BrokerSettings>): Promise<Record<string, unknown>> {
  const { protocol = 'openai-chat' } = more;
  const other = await openBroker(settingsFor(`${upstream.origin}/v1`, more));
  const reply = await other.ask({ path: PATHS[protocol], body: BODIES[protocol] });
  await other.close();
  assert.equal(reply.status, 200);
  const headers = upstream.seen.at(-1)?.headers ?? {};
  return Object.fromEntries(CREDENTIALS.flatMap((name) => (headers[name] ? [[name, headers[name]]] : [])));
}

for (const [protocol, header, keyHeader] of [
  ['openai-chat', { authorization: `Bearer ${KEY}` }],
  ['openai-responses', { authorization: `Bearer ${KEY}` }],
  ['anthropic-messages', { 'x-api-key': KEY }],
  ['google-generate', { 'x-goog-api-key': KEY }],
  ['openai-responses', { 'api-key': KEY }, 'api-key'],
  ['openai-chat', { 'api-key': KEY }, 'api-key'],
  ['anthropic-messages', { authorization: `Bearer ${KEY}` }, 'authorization'],
  ['google-generate', { authorization: `Bearer ${KEY}` }, 'authorization'],
] as const) {
  test(`${protocol} has its key in ${Object.keys(header).join()} alone, and without a key nowhere`, async () => {
    const more = { protocol, ...(keyHeader && { keyHeader }) };
    assert.deepEqual(await credentialsSent(more), header);
    assert.deepEqual(await credentialsSent({ ...more, key: '' }), {});
  });
}

test('the agent gets status, content type and nothing else of the answer', async () => {
  const echo = await openUpstreamDouble((response) => {
    response.writeHead(200, {
      'content-type': 'application/json; charset=utf-8; x=y',
      'set-cookie': 'a=b',
      'x-debug-key': KEY,
      server: 'secret-name',
      'openai-organization': 'org',
      location: 'http://evil.example/',
    });
    response.end('{"choices":[]}');
  });
  const other = await openBroker(settingsFor(`${echo.origin}/v1`));
  const reply = await other.ask({ body: chat() });
  await other.close();
  await echo.close();
  assert.deepEqual(reply.headers, {
    'content-type': 'application/json',
    connection: 'close',
    'transfer-encoding': 'chunked',
  });
});

const TYPES: readonly (readonly [string, Record<string, string>, string | Buffer, number])[] = [
  ['text', { 'content-type': 'text/plain' }, chat(), 415],
  ['a form', { 'content-type': 'multipart/form-data; boundary=x' }, chat(), 415],
  ['another character set', { 'content-type': 'application/json; charset=utf-16' }, chat(), 415],
  ['gzip', { 'content-encoding': 'gzip' }, gzipSync(chat()), 415],
  ['deflate', { 'content-encoding': 'deflate' }, chat(), 415],
  ['two encodings', { 'content-encoding': 'identity, gzip' }, chat(), 415],
  ['JSON with its character set', { 'content-type': 'application/json; charset=UTF-8' }, chat(), 200],
  ['identity', { 'content-encoding': 'identity' }, chat(), 200],
];

for (const [what, headers, body, status] of TYPES) {
  test(`a body as ${what} is answered with ${status}`, async () => {
    const before = upstream.seen.length;
    assert.equal((await broker.ask({ headers, body })).status, status);
    assert.equal(upstream.seen.length, status === 200 ? before + 1 : before);
  });
}

test('a body over 8 MiB is refused by its length and while it comes, as a limit and not as an attack', async () => {
  const body = chat({ messages: [{ role: 'user', content: 'x'.repeat(9 * 1024 * 1024) }] });
  const before = upstream.seen.length;
  const fresh = await openBroker(settingsFor(`${upstream.origin}/v1`));
  for (const [index, headers] of [{}, { 'transfer-encoding': 'chunked' }].entries()) {
    const reply = await fresh.ask({ headers, body }).catch(() => null);
    if (reply !== null) assert.equal(reply.status, 403);
    assert.equal((await fresh.eventsReach(index + 1))[index]?.why, 'budget: size of one request');
  }
  await fresh.close();
  assert.equal(upstream.seen.length, before);
});
