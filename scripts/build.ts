// TypeScript 7 has no compiler API for ncc to use, so the build has two steps: tsc writes build/, ncc bundles it.
// `node scripts/build.ts [DIR]` puts both below DIR, a directory in the project (default: the project itself).
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  post: 'post.js',
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

// What the bundle is made of fails on an older Node while it is read, before any line of ours could say so.
const OLD = `if (parseInt(process.versions.node, 10) < 22) {
  process.stderr.write(\`opencode-review-gate: Node.js 22 or newer is needed, and this is \${process.versions.node}. Install a newer one, or use node_modules/.bin/node, which npm run demo brings.\\n\`);
  process.exit(2);
}
`;
const cli = join(dist, 'cli', 'index.js');
const [first = '', ...rest] = readFileSync(cli, 'utf8').split('\n');
const lines = first.startsWith('#!') ? [first, OLD, ...rest] : [OLD, first, ...rest];
writeFileSync(cli, lines.join('\n'));
