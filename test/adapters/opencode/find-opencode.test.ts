import assert from 'node:assert/strict';
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { cacheDirectory, findOpencode } from '../../../src/adapters/opencode/find-opencode.ts';
import { hashFile } from '../../../src/adapters/opencode/hash-file.ts';
import { OPENCODE_VERSION, PINS, type Pin } from '../../../src/adapters/opencode/pins.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const modules = join(root, 'node_modules');
const { signal } = new AbortController();
const pins = PINS.get('linux-x64');
assert.ok(pins);

/** A bundle's folder, and beside it the packages with `change` done to the copy of one file. */
function packages(changed: Pin | null, change: (path: string) => void = () => undefined) {
  const directory = mkdtempSync(join(tmpdir(), 'gate-test-find-'));
  for (const pin of [pins?.opencode, pins?.ripgrep]) {
    if (!pin) continue;
    const path = join(directory, 'node_modules', pin.package, pin.file);
    mkdirSync(dirname(path), { recursive: true });
    if (pin !== changed) {
      symlinkSync(join(modules, pin.package, pin.file), path);
      continue;
    }
    copyFileSync(join(modules, pin.package, pin.file), path);
    change(path);
  }
  const request = {
    explicit: '',
    dist: join(directory, 'dist'),
    cache: join(directory, 'cache'),
    env: { PATH: '/nonexistent' },
    places: { own: '/nonexistent/bin', system: [] },
    signal,
  };
  return {
    directory,
    request,
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}

test('the pins are those of the lock file', () => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string; integrity: string }>;
  };
  for (const pin of [pins.opencode, pins.ripgrep]) {
    const locked = lock.packages[`node_modules/${pin.package}`];
    assert.deepEqual([locked?.version, locked?.integrity], [pin.version, pin.integrity]);
  }
  assert.equal(pins.opencode.version, OPENCODE_VERSION);
});

test('the locked packages beside the bundle are found and have the pinned bytes', async () => {
  using place = packages(null);
  const found = await findOpencode(place.request);
  const { opencode, ripgrep, isPinned } = await found.checked;
  assert.deepEqual(
    [opencode.sha256, ripgrep.sha256, isPinned],
    [pins.opencode.sha256, pins.ripgrep.sha256, true],
  );
});

test('one changed byte of an executable is found out', async () => {
  for (const pin of [pins.ripgrep, pins.opencode]) {
    using place = packages(pin, (path) => appendFileSync(path, '\0'));
    const found = await findOpencode(place.request);
    await assert.rejects(found.checked, { code: 'opencode-hash', message: new RegExp(pin.name) });
  }
});

test('without packages and without npm there is no OpenCode', async () => {
  using place = packages(pins.opencode, (path) => rmSync(path));
  await assert.rejects(findOpencode(place.request), { code: 'opencode-missing' });
});

test('an OpenCode of the workflow is taken as it is, with its bytes recorded', async () => {
  using place = packages(null);
  const explicit = join(place.directory, 'mine');
  writeFileSync(explicit, 'other', { mode: 0o755 });
  const found = await findOpencode({ ...place.request, explicit });
  assert.equal(found.opencode, explicit);
  const checked = await found.checked;
  assert.deepEqual([checked.isPinned, checked.opencode.sha256], [false, await hashFile(explicit, signal)]);
});

test('an opencode-path that holds the pinned bytes counts as pinned', async () => {
  using place = packages(null);
  const explicit = join(modules, pins.opencode.package, pins.opencode.file);
  assert.equal((await (await findOpencode({ ...place.request, explicit })).checked).isPinned, true);
});

test('an opencode-path without an executable is refused', async () => {
  using place = packages(null);
  const text = join(place.directory, 'text');
  writeFileSync(text, 'x', { mode: 0o644 });
  for (const explicit of [text, join(place.directory, 'nothing')])
    await assert.rejects(findOpencode({ ...place.request, explicit }), { code: 'opencode-missing' });
});

test("packages are kept in the runner's tool cache, or in the cache of the user", () => {
  assert.equal(cacheDirectory({ RUNNER_TOOL_CACHE: '/t', XDG_CACHE_HOME: '/x' }), '/t/opencode-review-gate');
  assert.equal(cacheDirectory({ XDG_CACHE_HOME: '/x' }), '/x/opencode-review-gate');
});
