import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { renderSettings } from '../../src/broker/settings.ts';
import { BROKER, chat, KEY, openBroker, pause, settingsFor, TOKEN } from './broker-process.ts';
import { answerJson, openUpstreamDouble } from './upstream-double.ts';

const POISON = {
  HTTPS_PROXY: 'http://127.0.0.1:1',
  HTTP_PROXY: 'http://127.0.0.1:1',
  ALL_PROXY: 'http://127.0.0.1:1',
  NODE_USE_ENV_PROXY: '1',
};

test('the key reaches the provider and appears nowhere else', async () => {
  const upstream = await openUpstreamDouble((response, seen) => {
    response.writeHead(seen.body.includes('fail') ? 500 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ choices: [], echo: seen.headers.authorization }));
  });
  const broker = await openBroker(settingsFor(`${upstream.origin}/v1`));
  const replies = [
    await broker.ask({ body: chat() }),
    await broker.ask({ body: chat({ user: 'fail' }).replace('hi', 'fail') }),
    await broker.ask({ body: '{' }),
    await broker.ask({ path: '/v1/files', body: chat() }),
    await broker.ask({ headers: { authorization: `Bearer ${KEY}` }, body: chat() }),
  ];
  assert.deepEqual(
    replies.map((reply) => reply.status),
    [200, 500, 403, 403, 401],
  );
  await broker.eventsReach(5);
  assert.equal(upstream.seen[0]?.headers.authorization, `Bearer ${KEY}`);
  const visible = [
    JSON.stringify(replies.map((reply) => [reply.headers, reply.body])),
    broker.output(),
    readFileSync(`/proc/${broker.child.pid}/environ`, 'latin1'),
    readFileSync(`/proc/${broker.child.pid}/cmdline`, 'latin1'),
  ].join('\n');
  for (const secret of [KEY, JSON.stringify(KEY).slice(1, -1), TOKEN, Buffer.from(KEY).toString('base64')]) {
    assert.ok(!visible.includes(secret), `${secret} is visible in ${visible}`);
  }
  assert.equal(readFileSync(`/proc/${broker.child.pid}/environ`, 'latin1'), '');
  await broker.close();
  await upstream.close();
});

test('nothing of a body or a header is in the events', async () => {
  const upstream = await openUpstreamDouble(answerJson);
  const broker = await openBroker(settingsFor(`${upstream.origin}/v1`));
  await broker.ask({ body: chat({ messages: [{ role: 'user', content: 'PRIVATE-TEXT' }] }) });
  await broker.ask({ body: chat({ 'PRIVATE TEXT ::set-output name=x::': 1 }) });
  await broker.ask({ path: '/v1/x?PRIVATE-TEXT' });
  await broker.askRaw('POST /%0a::error::x##[x] HTTP/1.1\r\nHost: x\r\n\r\n');
  await broker.eventsReach(4);
  assert.doesNotMatch(broker.output(), /PRIVATE-TEXT|PRIVATE TEXT|##\[|%0a/u);
  for (const event of broker.events) assert.match(JSON.stringify(event), /^[\x20-\x7e]+$/u);
  await broker.close();
  await upstream.close();
});

test('the socket belongs to the owner alone', async () => {
  const broker = await openBroker(settingsFor('http://127.0.0.1:1/v1'));
  assert.equal(statSync(broker.socket).mode & 0o777, 0o600);
  await broker.close();
});

test('it ends when its input ends, with a call on the way', async () => {
  const upstream = await openUpstreamDouble(() => undefined);
  const broker = await openBroker(settingsFor(`${upstream.origin}/v1`));
  const open = broker.ask({ body: chat() }).catch((error: Error) => error);
  for (let turn = 0; turn < 500 && upstream.seen.length === 0; turn += 1) await pause(10);
  const ended = new Promise<number | null>((resolve) => broker.child.once('exit', resolve));
  broker.child.stdin.end();
  assert.equal(await ended, 0);
  assert.ok((await open) instanceof Error);
  await broker.close();
  await upstream.close();
});

for (const [what, input, code] of [
  ['no settings', '\n', 64],
  ['settings that are no JSON', `${KEY}\n`, 64],
  [
    'settings with a wrong key',
    renderSettings({ ...settingsFor('https://a.example'), key: 'a b', socket: '/x' }),
    64,
  ],
  [
    'a socket in a directory that is not there',
    renderSettings({ ...settingsFor('https://a.example'), socket: '/nowhere/s' }),
    65,
  ],
] as const) {
  test(`it ends with ${code} and without a word on ${what}`, async () => {
    const child = spawn(process.execPath, [BROKER], { env: {} });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stdin.write(input);
    assert.equal(await new Promise((resolve) => child.once('close', resolve)), code);
    assert.equal(output, '');
  });
}

test('a socket that is there already is not taken over', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'broker-'));
  const socket = join(directory, 's');
  const other = net.createServer().listen(socket);
  const child = spawn(process.execPath, [BROKER], { env: {} });
  child.stdin.write(renderSettings({ ...settingsFor('https://a.example'), socket }));
  assert.equal(await new Promise((resolve) => child.once('close', resolve)), 65);
  other.close();
  rmSync(directory, { recursive: true });
});

test('no proxy of an environment is asked', async () => {
  const upstream = await openUpstreamDouble(answerJson);
  const broker = await openBroker(settingsFor(`${upstream.origin}/v1`), {});
  assert.equal((await broker.ask({ body: chat() })).status, 200);
  await broker.close();
  // The parent gives an empty environment; this one shows what that is good for.
  const poisoned = await openBroker(settingsFor(`${upstream.origin}/v1`), POISON);
  assert.equal((await poisoned.ask({ body: chat() })).status, 200);
  await poisoned.close();
  await upstream.close();
});
