import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Program } from './kit/place.ts';

export type Installed = Program & { remove(): void };

/** Another version of OpenCode through npm into a directory of its own, without running any of its scripts. */
export function installOpencode(version: string): Installed {
  if (!/^[a-z0-9][\w.+-]{0,60}$/u.test(version)) throw new Error('That is no version of a package.');
  const directory = mkdtempSync(join(tmpdir(), 'hostile-opencode-'));
  chmodSync(directory, 0o755);
  const name = `opencode-linux-${process.arch}`;
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-save', '--loglevel=error'];
  execFileSync('npm', ['install', '--prefix', directory, ...options, `${name}@${version}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: 300_000,
  });
  const place = join(directory, 'node_modules', name);
  const manifest = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8')) as { version: string };
  return {
    file: join(place, 'bin', 'opencode'),
    version: manifest.version,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
