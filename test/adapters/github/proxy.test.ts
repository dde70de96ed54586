import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import https from 'node:https';
import { type AddressInfo, connect, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import { promisify } from 'node:util';

const CLIENT = new URL('../../../src/adapters/github/open-github-api.ts', import.meta.url).href;

/** A process of its own, since the certificate and what fetch does with proxies are decided when it starts. */
const PROGRAM = `
import { z } from ${JSON.stringify(import.meta.resolve('zod'))};
import { openGithubApi } from ${JSON.stringify(CLIENT)};
const [, url, env] = process.argv;
const api = openGithubApi({
  url, token: 'ghs_token', version: '0', env: JSON.parse(env),
  signal: new AbortController().signal, deadline: Date.now() + 4000, secondMs: 10,
});
console.log(await api.read('/who', {}, z.string()).catch((error) => 'refused: ' + error.message));
`;

async function listen(t: TestContext, server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

async function makeNetwork(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'gate-proxy-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const names = 'subjectAltName=DNS:api.github.test,IP:127.0.0.1';
  const options = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      ...options,
      '-keyout',
      key,
      '-out',
      cert,
      '-subj',
      '/CN=api.github.test',
      '-addext',
      names,
    ],
    { stdio: 'ignore' },
  );
  const tokens: (string | undefined)[] = [];
  const origin = https.createServer(
    { key: readFileSync(key), cert: readFileSync(cert) },
    (request, response) => {
      tokens.push(request.headers.authorization);
      response.writeHead(200, { 'content-type': 'application/json', connection: 'close' });
      response.end('"the api"');
    },
  );
  const port = await listen(t, origin);
  const tunnels: string[] = [];
  const heads: string[] = [];
  const proxy = createServer((_request, response) => response.writeHead(405).end());
  proxy.on('connect', (request, socket) => {
    tunnels.push(request.url ?? '');
    heads.push(JSON.stringify(request.headers));
    const upstream = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  const proxyUrl = `http://me:word@127.0.0.1:${await listen(t, proxy)}`;
  async function ask(host: string, env: Record<string, string>): Promise<string> {
    const program = [
      '--input-type=module',
      '-e',
      PROGRAM,
      '--',
      `https://${host}:${port}`,
      JSON.stringify(env),
    ];
    const { stdout } = await promisify(execFile)(process.execPath, program, {
      env: { PATH: process.env['PATH'], NODE_EXTRA_CA_CERTS: cert },
    });
    return stdout.trim();
  }
  return { ask, proxyUrl, tunnels, heads, tokens };
}

suite('the client behind a proxy', () => {
  test('reaches the API through a tunnel, in which the proxy does not see the token', async (t) => {
    const { ask, proxyUrl, tunnels, heads, tokens } = await makeNetwork(t);
    assert.match(await ask('api.github.test', {}), /^refused: GET \/who got no answer/u);
    assert.equal(await ask('api.github.test', { https_proxy: proxyUrl }), 'the api');
    assert.match(tunnels[0] ?? '', /^api\.github\.test:\d+$/u);
    assert.match(heads[0] ?? '', /Basic bWU6d29yZA==/u);
    assert.doesNotMatch(heads.join(''), /ghs_token/u);
    assert.deepEqual(tokens, ['token ghs_token']);
    assert.equal(await ask('api.github.test', { HTTPS_PROXY: proxyUrl }), 'the api');
    assert.equal(tunnels.length, 2);
  });

  test('goes past the proxy to a host that no_proxy names', async (t) => {
    const { ask, proxyUrl, tunnels } = await makeNetwork(t);
    assert.equal(await ask('127.0.0.1', { https_proxy: proxyUrl, no_proxy: '127.0.0.1' }), 'the api');
    assert.equal(tunnels.length, 0);
    assert.equal(await ask('127.0.0.1', { https_proxy: proxyUrl }), 'the api');
    assert.equal(tunnels.length, 1);
  });
});
