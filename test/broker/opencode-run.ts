// The real OpenCode against a broker: a TCP port that leads to the broker's socket, and one run without a sandbox.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MODULES = join(import.meta.dirname, '../../node_modules');
const OPENCODE = join(MODULES, 'opencode-linux-x64/bin/opencode');
const RIPGREP = join(MODULES, '@vscode/ripgrep-linux-x64/bin');

export type OpencodeRun = {
  readonly code: number | null;
  readonly events: readonly Record<string, unknown>[];
  readonly ms: number;
};

export type OpencodeModel = {
  readonly npm: string;
  readonly id: string;
  readonly more?: Record<string, unknown>;
};

/** Runs one review-like turn whose view holds `a.txt`, `b.png`; tool arguments may name it as `VIEW`. */
export async function runOpencode(
  socket: string,
  token: string,
  model: OpencodeModel,
  view: string,
): Promise<OpencodeRun> {
  const relay = net.createServer((client) => {
    const broker = net.connect(socket);
    client.on('error', () => broker.destroy()).on('close', () => broker.destroy());
    broker.on('error', () => client.destroy()).on('close', () => client.destroy());
    client.pipe(broker).pipe(client);
  });
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  const home = mkdtempSync(join(tmpdir(), 'opencode-'));
  const work = join(home, 'work');
  mkdirSync(work);
  try {
    const { port } = relay.address() as AddressInfo;
    const config = configFor(model, port, token, view);
    return await run(home, work, config);
  } finally {
    relay.close();
    rmSync(home, { recursive: true, force: true });
  }
}

/** A directory with one text and one image. */
export function makeView(): string {
  const view = mkdtempSync(join(tmpdir(), 'view-'));
  writeFileSync(join(view, 'a.txt'), 'x y\n');
  writeFileSync(join(view, 'b.png'), Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'));
  return view;
}

function run(home: string, work: string, config: string): Promise<OpencodeRun> {
  const env = {
    PATH: `${RIPGREP}:/usr/bin:/bin`,
    HOME: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_DATA_HOME: join(home, 'data'),
    XDG_STATE_HOME: join(home, 'state'),
    XDG_CACHE_HOME: join(home, 'cache'),
    PWD: work,
    OPENCODE_CONFIG_CONTENT: config,
    OPENCODE_DB: ':memory:',
    ...Object.fromEntries(SWITCHES.map((name) => [`OPENCODE_${name}`, '1'])),
  };
  const args = [
    'run',
    '--pure',
    '--format',
    'json',
    '--title',
    'review',
    '--agent',
    'reviewer',
    '--dir',
    work,
  ];
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(OPENCODE, args, { env, cwd: work, timeout: 90_000, killSignal: 'SIGKILL' });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
    child.stderr.resume();
    child.stdin.end('Review please.');
    child.on('close', (code) => {
      const lines = output.split('\n').filter((line) => line.startsWith('{'));
      const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
      resolve({ code, events, ms: performance.now() - started });
    });
  });
}

const SWITCHES = [
  'DISABLE_PROJECT_CONFIG',
  'PURE',
  'DISABLE_DEFAULT_PLUGINS',
  'DISABLE_CLAUDE_CODE',
  'DISABLE_EXTERNAL_SKILLS',
  'DISABLE_MODELS_FETCH',
  'DISABLE_AUTOUPDATE',
  'DISABLE_SHARE',
  'DISABLE_LSP_DOWNLOAD',
];

function configFor({ npm, id, more }: OpencodeModel, port: number, token: string, view: string): string {
  const disabled = Object.fromEntries(
    ['build', 'plan', 'general', 'explore'].map((name) => [name, { disable: true }]),
  );
  const permission = {
    '*': 'deny',
    read: 'allow',
    grep: 'allow',
    glob: 'allow',
    external_directory: { '*': 'deny', [`${view}/*`]: 'allow' },
  };
  return JSON.stringify({
    model: `local/${id}`,
    small_model: `local/${id}`,
    default_agent: 'reviewer',
    share: 'disabled',
    autoupdate: false,
    snapshot: false,
    formatter: false,
    lsp: false,
    enabled_providers: ['local'],
    permission: { '*': 'deny' },
    agent: { ...disabled, reviewer: { mode: 'primary', steps: 20, prompt: 'You review.', permission } },
    provider: {
      local: {
        npm,
        options: { baseURL: `http://127.0.0.1:${port}/v1`, apiKey: token },
        models: {
          [id]: { name: 'M', tool_call: true, limit: { context: 100_000, output: 4096 }, ...more },
        },
      },
    },
  });
}
