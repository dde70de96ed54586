import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MODULES = join(import.meta.dirname, '..', '..', 'node_modules');
export const OPENCODE = join(MODULES, 'opencode-linux-x64', 'bin', 'opencode');
const RIPGREP = join(MODULES, '@vscode', 'ripgrep-linux-x64', 'bin');

export type BareRun = {
  readonly code: number | null;
  readonly events: readonly Record<string, unknown>[];
  readonly stderr: string;
  readonly ms: number;
};

export type BareOptions = {
  /** `${url}/v1` of the scripted model. */
  readonly baseUrl: string;
  readonly brief: string;
  /** The directory that the agent may read; also where OpenCode starts. */
  readonly directory: string;
  readonly protocol?: keyof typeof SDK;
  readonly maxMs?: number;
};

export type BareCommand = {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly remove: () => void;
};

/** The command line and environment of OpenCode without any sandbox, with its own empty home below the system's tmp. */
export function bareCommand(options: Omit<BareOptions, 'brief' | 'maxMs'>): BareCommand {
  const home = mkdtempSync(join(tmpdir(), 'bare-opencode-'));
  const xdg = (name: string) => {
    const path = join(home, name);
    mkdirSync(path);
    return path;
  };
  const config = xdg('config');
  seedPluginFolder(join(config, 'opencode'));
  return {
    file: OPENCODE,
    args: [
      'run',
      '--pure',
      '--format',
      'json',
      '--title',
      'review',
      '--agent',
      'reviewer',
      '--dir',
      options.directory,
    ],
    env: {
      PATH: `${RIPGREP}:/usr/bin:/bin`,
      HOME: home,
      PWD: options.directory,
      XDG_CONFIG_HOME: config,
      XDG_DATA_HOME: xdg('data'),
      XDG_STATE_HOME: xdg('state'),
      XDG_CACHE_HOME: xdg('cache'),
      OPENCODE_DB: ':memory:',
      OPENCODE_CONFIG_CONTENT: JSON.stringify(configOf(options)),
      ...Object.fromEntries(SWITCHES.map((name) => [name, '1'])),
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}

/** Runs the real OpenCode once and collects its events. Ended by SIGKILL after `maxMs` (120 s when not given). */
export function runBareOpenCode(options: BareOptions): Promise<BareRun> {
  const command = bareCommand(options);
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(command.file, command.args, { cwd: options.directory, env: command.env });
    const timer = setTimeout(() => child.kill('SIGKILL'), options.maxMs ?? 120_000);
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (bytes: Buffer) => out.push(bytes));
    child.stderr.on('data', (bytes: Buffer) => err.push(bytes));
    child.stdin.on('error', () => undefined);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(timer);
      command.remove();
      const events = eventsOf(Buffer.concat(out).toString('utf8'));
      resolve({
        code,
        events,
        stderr: Buffer.concat(err).toString('utf8'),
        ms: performance.now() - started,
      });
    });
    child.stdin.end(options.brief);
  });
}

/** The `part` (or the `error`) of every event of one type. */
export function partsOf(run: BareRun, type: string): readonly Record<string, unknown>[] {
  return run.events
    .filter((event) => event['type'] === type)
    .map((event) => (event['part'] ?? event['error']) as Record<string, unknown>);
}

const SWITCHES = [
  'OPENCODE_DISABLE_PROJECT_CONFIG',
  'OPENCODE_PURE',
  'OPENCODE_DISABLE_DEFAULT_PLUGINS',
  'OPENCODE_DISABLE_CLAUDE_CODE',
  'OPENCODE_DISABLE_EXTERNAL_SKILLS',
  'OPENCODE_DISABLE_MODELS_FETCH',
  'OPENCODE_DISABLE_AUTOUPDATE',
  'OPENCODE_DISABLE_SHARE',
  'OPENCODE_DISABLE_LSP_DOWNLOAD',
] as const;

/** With these files in place OpenCode finds its plug-in library "installed" and asks no registry for it. */
function seedPluginFolder(folder: string): void {
  const dependencies = { '@opencode-ai/plugin': '1.18.33' };
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ dependencies }));
  const lock = { lockfileVersion: 3, packages: { '': { dependencies } } };
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
}

const SDK = {
  'openai-chat': '@ai-sdk/openai-compatible',
  'openai-responses': '@ai-sdk/openai',
  'anthropic-messages': '@ai-sdk/anthropic',
  'google-generate': '@ai-sdk/google',
} as const;

function configOf({ baseUrl, directory, protocol = 'openai-chat' }: Omit<BareOptions, 'brief'>): object {
  const npm = SDK[protocol];
  const off = { disable: true };
  const reviewer = {
    mode: 'primary',
    prompt: 'You review a change. Answer with one JSON object.',
    permission: {
      '*': 'deny',
      read: 'allow',
      grep: 'allow',
      glob: 'allow',
      external_directory: { [`${directory}/**`]: 'allow' },
    },
  };
  return {
    model: 'scripted/no-model',
    small_model: 'scripted/no-model',
    default_agent: 'reviewer',
    share: 'disabled',
    autoupdate: false,
    snapshot: false,
    formatter: false,
    lsp: false,
    enabled_providers: ['scripted'],
    permission: { '*': 'deny' },
    agent: { build: off, plan: off, general: off, explore: off, reviewer },
    provider: {
      scripted: {
        npm,
        options: { baseURL: baseUrl, apiKey: 'no-key' },
        models: {
          'no-model': {
            name: 'Scripted, no model',
            tool_call: true,
            reasoning: true,
            limit: { context: 200_000, output: 8192 },
          },
        },
      },
    },
  };
}

function eventsOf(text: string): readonly Record<string, unknown>[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
