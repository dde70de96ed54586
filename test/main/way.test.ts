import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createServer } from 'node:tls';
import { makeDirectory } from '../adapters/git/make-repository.ts';
import { makeCertificate } from '../broker/certificate.ts';
import { startProxy } from '../broker/connect-proxy.ts';
import { pullRequestEvent } from '../emulators/runner/events.ts';
import { startGitServer } from '../emulators/runner/git-server.ts';
import { checkout, makePull } from '../emulators/runner/pull.ts';
import { runStep } from '../emulators/runner/run-step.ts';
import { codesOf, expectVerdict, trailOf } from './expect-step.ts';
import { inputsFor, startReviewer } from './reviewer.ts';

// A model behind a company's proxy and a company's own authority, through the whole Action.

/** TLS in front of a server on loopback. */
async function startTls(t: TestContext, url: string, pair: { key: string; cert: string }): Promise<number> {
  const port = Number(new URL(url).port);
  const server = createServer(pair, (socket) => {
    const target = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [socket, target],
      [target, socket],
    ] as const)
      one.on('error', () => other.destroy());
    socket.pipe(target).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => void server.close());
  return (server.address() as AddressInfo).port;
}

async function setUp(t: TestContext) {
  const pull = makePull(t, { base: { 'a.ts': '1;\n' }, head: { 'a.ts': '2;\n' } });
  const server = await startGitServer(t, { directory: pull.repository.directory });
  const workspace = checkout(t, pull, { depth: 0, server: server.url });
  return { workspace, server: server.url, event: pullRequestEvent(pull) };
}

test('a model behind a proxy, with a certificate of a company, reviews', async (t) => {
  const place = await setUp(t);
  const pair = makeCertificate('DNS:models.example');
  const model = await startReviewer(t);
  const tls = await startTls(t, model.url, pair);
  const proxy = await startProxy({ 'models.example:443': tls });
  t.after(() => proxy.close());
  const file = join(makeDirectory(t), 'ca.pem');
  writeFileSync(file, pair.cert);
  const way = { ...inputsFor(model), 'base-url': 'https://models.example/v1', proxy: proxy.url };
  const step = await runStep(t, { ...place, inputs: { ...way, 'ca-file': file } });
  expectVerdict(step, 'pass');
  assert.ok(model.requests.length > 0);
  assert.deepEqual(new Set(proxy.asked), new Set(['models.example:443']));
  assert.ok(!proxy.sent().includes('sk-key-of-the-test'));

  const untrusted = await runStep(t, { ...place, inputs: way });
  expectVerdict(untrusted, 'inconclusive');
  const why = trailOf(untrusted).flatMap((event) => (event.kind === 'model-call' ? [event.why] : []));
  assert.ok(why.includes('TLS certificate not accepted'), why.join());
});

test('the server is asked for commits through the proxy of the runner, which sees no token', async (t) => {
  const { event } = await setUp(t);
  const tls = await startTls(t, 'http://127.0.0.1:9', makeCertificate('DNS:github.example'));
  const judge = async (names: Readonly<Record<string, string>>) => {
    const proxy = await startProxy({ 'github.example:443': tls });
    t.after(() => proxy.close());
    const env = Object.fromEntries(Object.entries(names).map(([name, value]) => [name, value || proxy.url]));
    const place = { workspace: makeDirectory(t), server: 'https://github.example' };
    const step = await runStep(t, { ...place, event, env, inputs: { review: 'off' }, token: 'ghs_plain' });
    // Nobody here trusts the certificate behind the proxy.
    expectVerdict(step, 'inconclusive');
    assert.ok(!proxy.sent().includes('ghs_plain'));
    return new Set(proxy.asked);
  };
  assert.deepEqual(await judge({}), new Set());
  assert.deepEqual(await judge({ https_proxy: '' }), new Set(['github.example:443']));
  assert.deepEqual(await judge({ HTTPS_PROXY: '' }), new Set(['github.example:443']));
  assert.deepEqual(await judge({ https_proxy: '', no_proxy: 'github.example' }), new Set());
});

test('authorities from the checkout are refused, for the pull request would choose them', async (t) => {
  const place = await setUp(t);
  const { cert } = makeCertificate('DNS:models.example');
  mkdirSync(join(place.workspace, 'ci'));
  const inside = join(place.workspace, 'ci', 'ca.pem');
  writeFileSync(inside, cert);
  const link = join(makeDirectory(t), 'ca.pem');
  symlinkSync(inside, link);
  const model = { model: 'local/m', 'base-url': 'http://127.0.0.1:9/v1' };
  for (const path of [inside, link, 'ci/ca.pem', join(place.workspace, 'not-there.pem')]) {
    const step = await runStep(t, { ...place, inputs: { ...model, 'ca-file': path } });
    expectVerdict(step, 'inconclusive');
    assert.deepEqual(codesOf(step), ['input-invalid'], path);
    assert.match(step.annotations[0]?.message ?? '', /ca-file.*outside of the workspace/u);
  }
});

test('a key for a plain http endpoint of the internet is not used, and the audit is made', async (t) => {
  const place = await setUp(t);
  const inputs = { model: 'gateway/m', 'base-url': 'http://8.8.8.8/v1', 'api-key': 'k3y-of-the-gateway' };
  const step = await runStep(t, { ...place, inputs });
  expectVerdict(step, 'inconclusive');
  assert.equal(step.outputs['audit-verdict'], 'pass');
  assert.ok(codesOf(step).includes('input-invalid'));
  assert.match(step.annotations[0]?.message ?? '', /clear text/u);
  assert.ok(!trailOf(step).some(({ kind }) => kind === 'model-call'));
});
