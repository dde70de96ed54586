import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Mounts } from '../../src/sandbox/sandbox.ts';

const root = join(import.meta.dirname, '..', '..');
const modules = join(root, 'node_modules');

/** Real mounts in a fresh private directory; the broker's socket is served by `broker`, or by nobody. */
export async function makeMounts(overrides: Partial<Mounts> = {}, broker?: Server) {
  const directory = mkdtempSync(join(tmpdir(), 'gate-test-'));
  const [view, config, brokerSocket] = ['view', 'opencode.json', 'broker.sock'].map((name) =>
    join(directory, name),
  );
  if (!view || !config || !brokerSocket) throw new Error('unreachable');
  mkdirSync(view);
  writeFileSync(join(view, 'file.txt'), 'a line of the change\n');
  writeFileSync(config, '{}');
  const server = broker ?? createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(brokerSocket, resolve));
  const mounts: Mounts = {
    view,
    config,
    brokerSocket,
    opencode: join(modules, 'opencode-linux-x64', 'bin', 'opencode'),
    ripgrep: join(modules, '@vscode', 'ripgrep-linux-x64', 'bin', 'rg'),
    node: realpathSync(process.execPath),
    relay: relayBundle(),
    ...overrides,
  };
  return {
    mounts,
    directory,
    remove: () => {
      server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Mounts whose OpenCode is a Node program of the test: `source` runs in its place, in the sandbox or without one. */
export async function makeMountsRunning(
  source: string,
  node: 'inside' | 'outside' = 'inside',
  broker?: Server,
) {
  const made = await makeMounts({}, broker);
  const opencode = join(made.directory, 'opencode');
  const interpreter = node === 'inside' ? '/opt/gate/node' : made.mounts.node;
  writeFileSync(opencode, `#!${interpreter}\n${source}\n`, { mode: 0o755 });
  return { ...made, mounts: { ...made.mounts, opencode } };
}

/** The relay of the sources, bundled as the build does it; kept for as long as the sources do not change. */
function relayBundle(): string {
  const sources = globSync(join(root, 'src', 'sandbox', 'relay', '*.ts')).toSorted();
  const texts = sources.map((path) => readFileSync(path, 'utf8'));
  const hash = createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, 16);
  const kept = join(tmpdir(), `gate-test-relay-${process.getuid?.()}-${hash}`);
  if (!existsSync(kept)) {
    const work = mkdtempSync(`${kept}-`);
    writeFileSync(join(work, 'package.json'), '{"type":"module"}');
    for (const [index, path] of sources.entries()) {
      const script = stripTypeScriptTypes(texts[index] ?? '').replaceAll(
        /from '\.\/([a-z-]+)\.ts'/g,
        "from './$1.js'",
      );
      writeFileSync(join(work, basename(path, '.ts').concat('.js')), script);
    }
    const ncc = [
      join(modules, '@vercel', 'ncc', 'dist', 'ncc', 'cli.js'),
      'build',
      'main.js',
      '-o',
      'out',
      '--no-cache',
    ];
    execFileSync(process.execPath, ncc, { cwd: work, stdio: 'ignore' });
    try {
      renameSync(work, kept);
    } catch {
      // Another test file was faster.
      rmSync(work, { recursive: true });
    }
  }
  return join(kept, 'out', 'index.js');
}
