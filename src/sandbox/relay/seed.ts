import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Installed by name only; the version is that of the OpenCode release this was measured with. */
const DEPENDENCIES = { dependencies: { '@opencode-ai/plugin': '1.18.33' } };

/** Makes OpenCode's configuration directory look installed: it would else try a package registry at every start. */
export function seed(configHome: string): void {
  const directory = join(configHome, 'opencode');
  mkdirSync(join(directory, 'node_modules'), { recursive: true });
  const write = (name: string, value: object) => writeFileSync(join(directory, name), JSON.stringify(value));
  write('package.json', DEPENDENCIES);
  write('package-lock.json', { lockfileVersion: 3, packages: { '': DEPENDENCIES } });
}
