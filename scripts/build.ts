// TypeScript 7 has no compiler API for ncc to use, so the build has two steps: tsc writes build/, ncc bundles it.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const bin = (name: string) => join(root, 'node_modules', '.bin', name);
const run = (file: string, args: readonly string[]) =>
  execFileSync(file, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });

/** Bundle name → entry below build/. Each becomes dist/<name>/index.js. */
const BUNDLES = {
  main: 'main.js',
  cli: 'cli.js',
  broker: 'broker/main.js',
  relay: 'sandbox/relay/main.js',
} as const;

for (const folder of ['build', 'dist']) rmSync(join(root, folder), { recursive: true, force: true });
run(bin('tsc'), ['-p', 'tsconfig.build.json']);
for (const [name, entry] of Object.entries(BUNDLES)) {
  run(bin('ncc'), [
    'build',
    join('build', entry),
    '-o',
    join('dist', name),
    '--license',
    'licenses.txt',
    '--no-cache',
  ]);
}
