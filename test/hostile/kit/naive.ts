import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { RIPGREP } from './bundles.ts';
import type { Place } from './place.ts';
import type { Texts } from './scan.ts';

export type NaiveOptions = {
  /** Where OpenCode starts: the raw tree, in most cases. */
  readonly directory: string;
  /** The scripted model's address. */
  readonly url: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Keys of the configuration that the reviewer's author wrote himself. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** All of OpenCode's own off switches, `--pure` included. */
  readonly switches?: boolean;
  /** The words after `opencode`; `run --format json` when absent. */
  readonly args?: readonly string[];
  readonly brief?: string;
  /** A home that was there before; a fresh one when absent. */
  readonly home?: string;
  /** Nothing is prepared either: no plug-in library, no ripgrep, the list of models is fetched. */
  readonly bare?: boolean;
  /** Ends the run as soon as the attack has come to what it wants. */
  readonly until?: () => boolean;
  readonly maxMs?: number;
};

export type NaiveRun = {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Both outputs, for a scan. */
  readonly texts: Texts;
};

/**
 * The defence off, for whatever happens around OpenCode: a review as it is set up without thinking, with the real
 * OpenCode in the raw tree, this user's rights and environment, no sandbox. Ended after `maxMs` (50 s).
 */
export function runNaive(place: Place, options: NaiveOptions): Promise<NaiveRun> {
  const { directory, args = ['run', '--format', 'json'], brief = 'Review this.', maxMs = 50_000 } = options;
  const pure = options.switches === true ? ['--pure'] : [];
  const child = spawn(place.opencode.file, [...args, ...pure], {
    cwd: directory,
    env: naiveEnvironment(place, options),
    stdio: 'pipe',
  });
  place.after(() => child.kill('SIGKILL'));
  const timer = setTimeout(() => child.kill('SIGKILL'), maxMs);
  const watch = setInterval(() => options.until?.() === true && child.kill('SIGKILL'), 50);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.on('error', () => undefined).end(brief);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => {
      clearTimeout(timer);
      clearInterval(watch);
      // What it started may hold the streams open; that is nobody's output any more.
      setTimeout(() => child.stdout.destroy() && child.stderr.destroy(), 200);
    });
    child.once('close', (code) => resolve({ code, stdout, stderr, texts: { stdout, stderr } }));
  });
}

/** A runner's environment: nothing is taken away from it, and the workflow's own variables are in it. */
export function naiveEnvironment(place: Place, options: NaiveOptions): Record<string, string> {
  const home = options.home ?? place.folder('home');
  if (options.bare !== true) seedPlugins(place, join(home, '.config', 'opencode'));
  return {
    PATH: `${options.bare === true ? '' : `${dirname(RIPGREP)}:`}/usr/bin:/bin`,
    HOME: home,
    PWD: options.directory,
    TMPDIR: place.directory,
    OPENCODE_CONFIG_CONTENT: JSON.stringify({ ...naiveConfig(options.url), ...options.config }),
    ...(options.bare === true ? {} : { OPENCODE_DISABLE_MODELS_FETCH: '1' }),
    OPENCODE_DB: ':memory:',
    ...(options.switches === true ? Object.fromEntries(SWITCHES.map((name) => [name, '1'])) : {}),
    ...options.env,
  };
}

const SWITCHES = [
  'OPENCODE_DISABLE_PROJECT_CONFIG',
  'OPENCODE_PURE',
  'OPENCODE_DISABLE_DEFAULT_PLUGINS',
  'OPENCODE_DISABLE_CLAUDE_CODE',
  'OPENCODE_DISABLE_EXTERNAL_SKILLS',
  'OPENCODE_DISABLE_AUTOUPDATE',
  'OPENCODE_DISABLE_SHARE',
  'OPENCODE_DISABLE_LSP_DOWNLOAD',
] as const;

function naiveConfig(url: string): object {
  return {
    model: 'scripted/no-model',
    small_model: 'scripted/no-model',
    autoupdate: false,
    snapshot: false,
    provider: {
      scripted: {
        npm: '@ai-sdk/openai-compatible',
        options: { baseURL: `${url}/v1`, apiKey: 'no-key' },
        models: {
          'no-model': { name: 'Scripted', tool_call: true, limit: { context: 200_000, output: 8192 } },
        },
      },
    },
  };
}

/** So that a start does not wait for a package registry; see SEEDED for the same in a tree. */
export function seedPlugins({ opencode }: Place, folder: string): void {
  const dependencies = { '@opencode-ai/plugin': opencode.version };
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ dependencies }));
  const lock = { lockfileVersion: 3, packages: { '': { dependencies } } };
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
}
