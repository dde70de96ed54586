import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { installPins, npmEnvironment } from '../../../src/adapters/opencode/install-opencode.ts';
import { startRegistry } from './registry.ts';

async function setUp() {
  const directory = mkdtempSync(join(tmpdir(), 'gate-test-install-'));
  const marker = join(directory, 'script-ran');
  const registry = await startRegistry(marker);
  const env = {
    PATH: process.env['PATH'],
    HOME: directory,
    npm_config_registry: registry.url,
    npm_config_cache: join(directory, 'npm'),
    npm_config_fetch_retries: '0',
  };
  return {
    ...registry,
    marker,
    request: { cache: join(directory, 'cache'), env, signal: new AbortController().signal },
    [Symbol.dispose]() {
      registry.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

test('a pinned package is installed through npm, without its scripts, and only once', async () => {
  using run = await setUp();
  const modules = await installPins([run.pin], run.request);
  assert.equal(readFileSync(join(modules, run.pin.package, run.pin.file), 'utf8'), 'the program\n');
  assert.equal(existsSync(run.marker), false);
  const before = run.requests.length;
  assert.equal(await installPins([run.pin], run.request), modules);
  assert.equal(run.requests.length, before);
  assert.deepEqual(
    readdirSync(run.request.cache).filter((name) => !name.startsWith('packages-')),
    [],
  );
});

test('a tarball with other bytes than the pinned ones is refused', async () => {
  using run = await setUp();
  const pin = { ...run.pin, integrity: `sha512-${'A'.repeat(86)}==` };
  await assert.rejects(installPins([pin], run.request), { code: 'opencode-missing', message: /EINTEGRITY/ });
  assert.deepEqual(readdirSync(run.request.cache), []);
});

test('several runs at once share one installation', async () => {
  using run = await setUp();
  const places = await Promise.all([1, 2, 3].map(() => installPins([run.pin], run.request)));
  assert.equal(new Set(places).size, 1);
  assert.equal(readdirSync(run.request.cache).length, 1);
});

test('without npm, without the package or without a place to write, one sentence says what to do', async () => {
  using run = await setUp();
  const { request } = run;
  const remedy = /opencode-path/;
  const withoutNpm = { ...request, env: { PATH: '/nonexistent' } };
  await assert.rejects(installPins([run.pin], withoutNpm), { code: 'opencode-missing', message: remedy });
  const unknown = { ...run.pin, package: 'gate-test-nothing' };
  await assert.rejects(installPins([unknown], request), { code: 'opencode-missing', message: /E404/ });
  // Below a file no directory can be made, not even by root.
  const cache = join(process.execPath, 'cache');
  await assert.rejects(installPins([run.pin], { ...request, cache }), {
    code: 'opencode-missing',
    message: remedy,
  });
});

test('npm learns where the registry is and nothing else of the environment', () => {
  const env = {
    PATH: '/bin',
    HOME: '/home/x',
    HTTPS_PROXY: 'http://proxy',
    no_proxy: 'a',
    NODE_EXTRA_CA_CERTS: '/ca',
    npm_config_registry: 'r',
    NPM_CONFIG_USERCONFIG: 'u',
    npm_config_local_prefix: '/elsewhere',
    npm_config_ignore_scripts: 'false',
    npm_package_name: 'p',
    'INPUT_API-KEY': 'secret',
    GITHUB_TOKEN: 'secret',
    ACTIONS_RUNTIME_TOKEN: 'secret',
    NODE_OPTIONS: '--require x',
    OPENAI_API_KEY: 'secret',
  };
  assert.deepEqual(Object.keys(npmEnvironment(env)).sort(), [
    'HOME',
    'HTTPS_PROXY',
    'NODE_EXTRA_CA_CERTS',
    'NPM_CONFIG_USERCONFIG',
    'PATH',
    'no_proxy',
    'npm_config_registry',
  ]);
});
