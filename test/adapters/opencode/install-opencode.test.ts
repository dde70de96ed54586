import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { findNpm } from '../../../src/adapters/opencode/find-npm.ts';
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
  const places = { own: '/nonexistent/bin', system: ['/nonexistent'] };
  const withoutNpm = { ...request, places };
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

test('an npm that an earlier step has put into PATH is not the one that runs', async () => {
  using run = await setUp();
  const folder = join(run.request.cache, '..', 'bin');
  const marker = join(folder, 'ran');
  mkdirSync(folder);
  for (const name of ['npm', 'node'])
    writeFileSync(join(folder, name), `#!/bin/sh\n: > ${marker}\n`, { mode: 0o755 });
  const path = `${folder}:/usr/bin:/bin`;
  assert.equal(spawnSync('npm', { env: { PATH: path } }).status, 0);
  assert.ok(existsSync(marker), 'whoever goes by PATH starts it');
  rmSync(marker);
  const env = { ...run.request.env, PATH: path };
  const modules = await installPins([run.pin], { ...run.request, env });
  assert.ok(existsSync(join(modules, run.pin.package)));
  assert.ok(!existsSync(marker));
});

test('npm is taken from beside the running Node, and else from where root alone can have put it', async () => {
  using run = await setUp();
  const top = join(run.request.cache, '..', 'node');
  const [own, lib] = [join(top, 'bin'), join(top, 'lib', 'node_modules', 'npm', 'bin')];
  for (const folder of [own, lib]) mkdirSync(folder, { recursive: true });
  const none = { own, system: ['/nonexistent'] };
  assert.equal(await findNpm(none), null);
  writeFileSync(join(lib, 'npm-cli.js'), '');
  assert.deepEqual(await findNpm(none), [process.execPath, join(lib, 'npm-cli.js')]);
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(own, 'npm'));
  assert.deepEqual(await findNpm(none), [process.execPath, join(lib, 'npm-cli.js')]);
  // A folder below the place for temporary files, which all may write.
  assert.equal(await findNpm({ own: '/nonexistent/bin', system: [own] }), null);
  await assert.rejects(
    installPins([run.pin], { ...run.request, places: { own: '/nonexistent/bin', system: [own] } }),
    {
      code: 'opencode-missing',
      message: /none beside the Node/u,
    },
  );
  const [program] =
    (await findNpm({ own: '/nonexistent/bin', system: ['/usr/bin', '/usr/local/bin'] })) ?? [];
  assert.ok(program !== undefined);
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
