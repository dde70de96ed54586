import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Scenario } from '../../src/demo/model/conversations.ts';
import type { RecordedRequest } from '../../src/demo/model/request.ts';
import { startScriptedModel } from '../../src/demo/model/scripted-model.ts';
import type { Finding } from '../../src/verdict/finding.ts';
import { CLI } from '../dist.ts';
import { fakeOpencode } from './fake-opencode.ts';
import type { Fault, Setting } from './fault.ts';
import { findProcess, processesOf, type Seen, survivorsOf } from './live.ts';
import { makePlace, type Place, type Sample } from './place.ts';
import { reporting } from './scripts.ts';

/** What one run left behind. */
export type Ended = {
  readonly exit: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly result: Result | null;
  readonly trail: readonly TrailLine[];
  readonly survivors: readonly Seen[];
  /** Names of what is still in the run's place for temporary files. */
  readonly left: readonly string[];
  /** Milliseconds from the last thing that was done to the run. */
  readonly ms: number;
};

export type Result = {
  readonly verdict: string;
  readonly audit: { readonly verdict: string };
  readonly review: {
    readonly verdict: string;
    readonly findings: readonly Finding[];
    readonly dropped: number;
    readonly relocated: number;
  };
  readonly reasons: readonly { readonly code: string; readonly message: string }[];
};

type TrailLine = { readonly kind: string; readonly verdict?: string };

/** In the environment of every run, and in the key's place; nothing that a run writes may hold it. */
export const KEY = 'sk-fault-canary-4f1d9b7a';

/** Far beyond what any row takes: a run that needs this long hangs. */
const HANGS_MS = 200_000;

/** Runs the command line once, as the row describes it. */
export async function runFault(fault: Fault, sample: Sample): Promise<Ended> {
  const place = makePlace();
  try {
    return await runIn(place, fault.setting(place), sample);
  } finally {
    for (const { pid } of processesOf(place.mark)) process.kill(pid, 'SIGKILL');
    place.remove();
  }
}

async function runIn(place: Place, setting: Setting, sample: Sample): Promise<Ended> {
  const model = await startScriptedModel(scenarioOf(setting.model), { maxMs: HANGS_MS });
  const cli = start(place, setting, argumentsOf(place, setting, sample, model.url));
  const said = [cli.stdout, cli.stderr].map(collect);
  let since = performance.now();
  const clock = () => {
    since = performance.now();
  };
  const closed = once(cli, 'close');
  const find = (command: RegExp) => findProcess(place.mark, command);
  try {
    await setting.meanwhile?.({ cli, asked: () => firstOf(model.requests), find, clock });
    await Promise.race([closed, sleep(HANGS_MS, null, { ref: false })]);
    const ms = performance.now() - since;
    const [stdout = '', stderr = ''] = said.map((each) => each());
    const exit = cli.exitCode ?? cli.signalCode;
    const survivors = await survivorsOf(place.mark);
    return { ...leftBy(place), exit, stdout, stderr, result: parse(stdout), survivors, ms };
  } finally {
    cli.kill('SIGKILL');
    await model.close();
  }
}

function start(place: Place, setting: Setting, args: readonly string[]): ChildProcess {
  const [program = '', ...all] = [...(setting.under ?? []), process.execPath, cliOf(setting), ...args];
  const output = setting.stdout?.startsWith('/') ? openSync(setting.stdout, 'w') : 'pipe';
  const cli = spawn(program, all, {
    cwd: place.directory,
    env: environmentOf(place, setting),
    stdio: ['ignore', output, 'pipe'],
  });
  if (typeof output === 'number') closeSync(output);
  if (setting.stdout === 'gone') cli.stdout?.destroy();
  if (setting.stderr === 'gone') cli.stderr?.destroy();
  return cli;
}

/** The scenario, with word of the first request. */
/** A program in OpenCode's place may ask without tools, which no step of a scenario answers. */
async function firstOf(requests: readonly RecordedRequest[]): Promise<void> {
  for (const end = performance.now() + HANGS_MS; performance.now() < end; await sleep(10))
    if (requests.length > 0) return;
  throw new Error('The model was never asked.');
}

function scenarioOf(model: Setting['model']): Scenario {
  return typeof model === 'function' ? { respond: model } : (model ?? { respond: reporting() });
}

function cliOf({ dist }: Setting): string {
  return dist === undefined ? CLI : join(dist, 'cli', 'index.js');
}

function argumentsOf(place: Place, setting: Setting, sample: Sample, url: string): readonly string[] {
  if (setting.args !== undefined) return setting.args;
  const flags: Record<string, string | null> = {
    repo: sample.repository.directory,
    base: 'main',
    head: sample.head,
    model: 'local/m',
    'base-url': `${url}/v1`,
    'api-key-env': 'GATE_FAULT_KEY',
    'timeout-minutes': '3',
    format: 'json',
    trail: place.trail,
    ...(setting.opencode === undefined
      ? {}
      : { 'opencode-path': place.write('opencode', fakeOpencode(setting.opencode), 0o755) }),
    ...setting.flags,
  };
  return [
    'review',
    ...Object.entries(flags).flatMap(([name, value]) => (value === null ? [] : [`--${name}=${value}`])),
  ];
}

function environmentOf(place: Place, { env }: Setting) {
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: join(place.directory, 'home'),
    TMPDIR: place.temporary,
    GATE_FAULT_KEY: KEY,
    ...env,
  };
}

function collect(stream: ChildProcess['stdout']): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (piece: string) => (text += piece));
  stream?.on('error', () => undefined);
  return () => text;
}

function leftBy({ temporary, trail }: Place): Pick<Ended, 'left' | 'trail'> {
  const lines = existsSync(trail)
    ? readFileSync(trail, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : [];
  return { left: readdirSync(temporary), trail: lines.map((line) => JSON.parse(line) as TrailLine) };
}

function parse(stdout: string): Result | null {
  try {
    return JSON.parse(stdout) as Result;
  } catch {
    return null;
  }
}
