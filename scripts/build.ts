// TypeScript 7 has no compiler API for ncc to use, so the build has two steps: tsc writes build/, ncc bundles it.
// `node scripts/build.ts [DIR]` puts both below DIR, a directory in the project (default: the project itself).
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = join(import.meta.dirname, '..');
const out = resolve(process.argv[2] ?? root);
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

const [build, dist] = [join(out, 'build'), join(out, 'dist')];
for (const folder of [build, dist]) rmSync(folder, { recursive: true, force: true });
run(bin('tsc'), ['-p', 'tsconfig.build.json', '--outDir', build]);
for (const [name, entry] of Object.entries(BUNDLES)) {
  run(bin('ncc'), [
    'build',
    join(build, entry),
    '-o',
    join(dist, name),
    '--license',
    'licenses.txt',
    '--no-cache',
  ]);
}
