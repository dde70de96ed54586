import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type BrokerProcess, chat, KEY, openBroker, settingsFor, TOKEN } from './broker-process.ts';
import { openPlainProxy, type PlainProxy } from './plain-proxy.ts';
import { assertProxyPasses, raw as rawOf } from './raw-requests.ts';
import { answerJson, openUpstreamDouble, type UpstreamDouble } from './upstream-double.ts';

let upstream: UpstreamDouble;
let broker: BrokerProcess;
let proxy: PlainProxy;

before(async () => {
  upstream = await openUpstreamDouble(answerJson);
  broker = await openBroker(settingsFor(`${upstream.origin}/base/v1/`));
  proxy = await openPlainProxy(upstream.origin, KEY);
});
after(async () => {
  await broker.close();
  await proxy.close();
  await upstream.close();
});

const raw = (line: string, headers: readonly string[] = []) => rawOf(line, chat(), headers);

test('the one route of the protocol is forwarded below the base of the provider', async () => {
  const answer = await broker.askRaw(raw('POST /v1/chat/completions'));
  assert.match(answer, /^HTTP\/1\.1 200 OK/u);
  assert.equal(upstream.seen.at(-1)?.url, '/base/v1/chat/completions');
  assert.equal((await broker.eventsReach(1))[0]?.decision, 'forwarded');
});

/** Forms of a request line that some reader takes for something else; `differs` for those that Node itself takes for no request or a tunnel. */
const TARGETS: readonly (readonly [string, 'passes' | 'differs'])[] = [
  ['GET /v1/chat/completions', 'passes'],
  ['HEAD /v1/chat/completions', 'passes'],
  ['PUT /v1/chat/completions', 'passes'],
  ['PATCH /v1/chat/completions', 'passes'],
  ['DELETE /v1/chat/completions', 'passes'],
  ['OPTIONS /v1/chat/completions', 'passes'],
  ['OPTIONS *', 'passes'],
  ['TRACE /v1/chat/completions', 'passes'],
  ['POST /v1/chat/completions/', 'passes'],
  ['POST /v1/chat/completions?x=1', 'passes'],
  ['POST /v1/chat/completions?', 'passes'],
  ['POST /v1/chat/completions#x', 'passes'],
  ['POST /v1/chat/completions;x', 'passes'],
  ['POST /v1/chat/completions%20', 'passes'],
  ['POST /v1/chat%2fcompletions', 'passes'],
  ['POST /v1/chat/%63ompletions', 'passes'],
  ['POST /V1/chat/completions', 'passes'],
  ['POST /v1//chat/completions', 'passes'],
  ['POST //v1/chat/completions', 'passes'],
  ['POST //evil.example/v1/chat/completions', 'passes'],
  ['POST /v1/x/../chat/completions', 'passes'],
  ['POST /v1/%2e%2e/v1/chat/completions', 'passes'],
  ['POST /v1/chat/completions/%2e%2e/%2e%2e/files', 'passes'],
  ['POST \\v1\\chat\\completions', 'differs'],
  ['POST /v1\\..\\files', 'passes'],
  ['POST http://evil.example/v1/chat/completions', 'passes'],
  ['POST https://evil.example/v1/chat/completions', 'passes'],
  ['POST http:/v1/chat/completions', 'differs'],
  ['POST /chat/completions', 'passes'],
  ['POST /v1/messages', 'passes'],
  ['POST /v1/responses', 'passes'],
  ['GET /v1/responses/resp_1', 'passes'],
  ['POST /v1/completions', 'passes'],
  ['POST /v1/embeddings', 'passes'],
  ['GET /v1/models', 'passes'],
  ['GET /v1/files', 'passes'],
  ['POST /v1/files', 'passes'],
  ['GET /v1/files/file-1/content', 'passes'],
  ['POST /v1/uploads', 'passes'],
  ['POST /v1/batches', 'passes'],
  ['POST /v1/fine_tuning/jobs', 'passes'],
  ['POST /v1/assistants', 'passes'],
  ['POST /v1/threads', 'passes'],
  ['POST /v1/vector_stores', 'passes'],
  ['POST /v1/images/generations', 'passes'],
  ['POST /v1/audio/speech', 'passes'],
  ['POST /v1/moderations', 'passes'],
  ['POST /v1/realtime/sessions', 'passes'],
  ['GET /v1/organization/usage/completions', 'passes'],
  ['POST /v1/organization/admin_api_keys', 'passes'],
  ['POST /v1/conversations', 'passes'],
  ['POST /v1/containers', 'passes'],
  ['POST /v1/messages/batches', 'passes'],
  ['POST /v1/messages/count_tokens', 'passes'],
  ['POST /v1beta/models/m:streamGenerateContent?alt=sse', 'passes'],
  ['GET /', 'passes'],
  ['GET /shutdown', 'passes'],
  ['POST /shutdown', 'passes'],
  ['GET /health', 'passes'],
  ['GET /reflect', 'passes'],
  ['GET /metrics', 'passes'],
  ['GET /debug/pprof', 'passes'],
  ['CONNECT evil.example:443', 'differs'],
  ['CONNECT /v1/chat/completions', 'differs'],
];

for (const [line, plain] of TARGETS) {
  test(`"${line}" is refused, recorded, and reaches no provider`, async () => {
    const before = upstream.seen.length;
    const calls = broker.events.length;
    const answer = await broker.askRaw(raw(line));
    assert.match(answer, plain === 'passes' ? /^HTTP\/1\.1 403 /u : /^HTTP\/1\.1 40[03] /u);
    assert.equal(upstream.seen.length, before);
    const event = (await broker.eventsReach(calls + 1))[calls];
    assert.equal(event?.decision, 'refused');
    assert.equal(event?.why, 'route');
    assert.match(event?.route ?? '', /^[\w./~:? *-]{1,100}$/u);
    if (plain === 'passes') await assertProxyPasses(proxy, upstream, raw(line));
  });
}

test('an upgrade, an expectation and bytes that are no HTTP are refused and recorded', async () => {
  const cases = [
    raw('POST /v1/chat/completions', ['Upgrade: websocket', 'Connection: Upgrade']),
    raw('POST /v1/chat/completions', ['Expect: 100-continue']),
    raw('POST /v1/chat/completions', ['Expect: something']),
    raw('POST /v1/chat/completions', ['Transfer-Encoding: chunked']),
    raw('POST /v1/chat/completions', ['Content-Length: 5']),
    raw('POST /v1/chat/completions', [`X-Huge: ${'x'.repeat(20_000)}`]),
    raw('POST /v1/chat/completions', ['Bad Header: x']),
    raw('POST /v1/chat/completions', ['X: a\nY: b']),
    'GARBAGE\r\n\r\n',
  ];
  const before = upstream.seen.length;
  for (const bytes of cases) {
    const calls = broker.events.length;
    assert.match(await broker.askRaw(bytes), /^HTTP\/1\.1 4\d\d /u);
    assert.equal((await broker.eventsReach(calls + 1))[calls]?.decision, 'refused');
  }
  assert.equal(upstream.seen.length, before);
});

const TOKENS: readonly (readonly [string, readonly string[]])[] = [
  ['no token', []],
  ['an empty token', ['Authorization: Bearer ']],
  ['another token', ['Authorization: Bearer sk-of-the-attacker-0000000000000000']],
  ['the token cut short', [`Authorization: Bearer ${TOKEN.slice(0, -1)}`]],
  ['the token and more', [`Authorization: Bearer ${TOKEN}x`]],
  ['the token in another header', [`X-Auth-Token: ${TOKEN}`]],
  ['the token in a cookie', [`Cookie: ${TOKEN}`]],
  ['basic credentials', [`Authorization: Basic ${TOKEN}`]],
  ['a second key beside the token', [`Authorization: Bearer ${TOKEN}`, 'X-Api-Key: sk-of-the-attacker']],
  ['a second key for Azure', [`Authorization: Bearer ${TOKEN}`, 'Api-Key: sk-of-the-attacker']],
  ['a second key for Google', [`Authorization: Bearer ${TOKEN}`, 'X-Goog-Api-Key: sk-of-the-attacker']],
  ['two authorizations', [`Authorization: Bearer ${TOKEN}`, 'Authorization: Bearer sk-of-the-attacker']],
];

for (const [what, headers] of TOKENS) {
  test(`a call with ${what} is answered with 401 and recorded`, async () => {
    const before = upstream.seen.length;
    const calls = broker.events.length;
    const body = chat();
    const lines = [
      'POST /v1/chat/completions HTTP/1.1',
      'Host: x',
      'Content-Type: application/json',
      `Content-Length: ${body.length}`,
      ...headers,
    ];
    assert.match(await broker.askRaw(`${lines.join('\r\n')}\r\n\r\n${body}`), /^HTTP\/1\.1 401 /u);
    assert.equal(upstream.seen.length, before);
    const event = (await broker.eventsReach(calls + 1))[calls];
    assert.equal(event?.why, 'token');
  });
}

for (const header of ['x-api-key', 'x-goog-api-key', 'api-key']) {
  test(`the token is accepted as ${header} too`, async () => {
    const headers = { authorization: `Bearer ${TOKEN}`, [header]: TOKEN };
    assert.equal((await broker.ask({ headers, body: chat() })).status, 200);
  });
}
