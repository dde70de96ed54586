import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findOpencode } from '../../../src/adapters/opencode/find-opencode.ts';
import { installPins, renderLock } from '../../../src/adapters/opencode/install-opencode.ts';
import { PINS } from '../../../src/adapters/opencode/pins.ts';
import { startRegistry } from '../../adapters/opencode/registry.ts';
import { type HostileCase, judge } from '../case.ts';
import type { Marker } from '../kit/marker.ts';
import type { Place } from '../kit/place.ts';

export const hostile: HostileCase = {
  number: 120,
  title: "Another program under the name of OpenCode: its registry, its scripts, the runner's cache",
  area: 'supply-chain',
  lanes: ['unprivileged'],
  async attack(place, defence) {
    const script = join(place.directory, 'script-ran');
    const registry = await startRegistry(script);
    place.after(() => registry.close());
    const { pin } = registry;
    const cached = place.marker('cached');
    const env = {
      PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
      HOME: place.folder('home'),
      npm_config_registry: registry.url,
      npm_config_cache: place.folder('npm'),
      npm_config_fetch_retries: '0',
      npm_config_audit: 'false',
    };
    const cache = poisonedCache(place, cached);
    const installed = defence === 'off' ? await naively() : await byTheGate();
    return judge(defence, {
      'a script of the package': existsSync(script) ? 'ran' : null,
      'another tarball': installed,
      'another file in the cache': cached.isMarked() ? 'ran' : null,
    });

    async function naively(): Promise<string | null> {
      const folder = place.folder('naive');
      writeFileSync(join(folder, 'package.json'), '{}');
      await npm(['install', '--no-fund', `${pin.package}@latest`], folder, env);
      const file = join(folder, 'node_modules', pin.package, pin.file);
      execFileSync(join(cache, packagesOf(PINS.get('linux-x64'))), [], {
        stdio: ['ignore', 'ignore', 'ignore'],
      });
      return existsSync(file) ? 'was installed' : null;
    }

    async function byTheGate(): Promise<string | null> {
      const request = { cache: place.folder('cache'), env, signal: AbortSignal.timeout(60_000) };
      // The right bytes come without their scripts; others, whatever the registry says of them, do not come.
      await installPins([pin], request);
      const integrity = `sha512-${createHash('sha512').update('the true one').digest('base64')}`;
      const other = await installPins([{ ...pin, integrity }], request).catch(() => null);
      const dist = join(place.folder('action'), 'dist');
      const found = await findOpencode({ explicit: '', dist, cache, env, signal: request.signal });
      // Nothing is started before its bytes are known.
      const checked = await found.checked.catch(() => null);
      if (checked !== null) execFileSync(found.opencode, [], { stdio: 'ignore' });
      return other === null ? null : readFileSync(join(other, pin.package, pin.file), 'utf8');
    }
  },
};

/** The cache as the gate would have left it, but for one file. */
function poisonedCache(place: Place, { program }: Marker): string {
  const cache = place.folder('tool-cache');
  const pins = PINS.get('linux-x64');
  const file = join(cache, packagesOf(pins));
  mkdirSync(dirname(file), { recursive: true });
  cpSync(program, file);
  return cache;
}

/** Where OpenCode's executable lies in the cache. */
function packagesOf(pins: ReturnType<typeof PINS.get>): string {
  if (pins === undefined) throw new Error('Nothing is pinned for this platform.');
  const both = renderLock([pins.opencode, pins.ripgrep]);
  const name = `packages-${createHash('sha256').update(both).digest('hex').slice(0, 16)}`;
  return join(name, 'node_modules', pins.opencode.package, pins.opencode.file);
}

function npm(args: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Promise<void> {
  return new Promise((resolve) => {
    execFile('npm', [...args], { cwd, env, timeout: 60_000 }, () => resolve());
  });
}
