import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Cleaner, makeDirectory } from '../../adapters/git/make-repository.ts';
import { MAIN } from '../../dist.ts';
import { inputVariables } from './action-inputs.ts';
import type { RunEvent } from './events.ts';
import { readStep, type StepFiles, type StepRecord } from './read-step.ts';

export type StepOptions = {
  readonly event: RunEvent;
  readonly workspace: string;
  readonly inputs?: Readonly<Record<string, string>>;
  /** The job's and the step's own variables; they win over the runner's. */
  readonly env?: Readonly<Record<string, string>>;
  /** GITHUB_SERVER_URL. Empty: a server that nobody can reach. */
  readonly server?: string;
  readonly token?: string;
  /** What earlier parts of the same step have left in the summary. */
  readonly summary?: string;
  /** A program of the test in the place of the Action's bundle, and what it reads on standard input. */
  readonly program?: { readonly script: string; readonly stdin: string };
  /** Words before Node's own command line: a program that starts it. */
  readonly launcher?: readonly string[];
  /** Called with the step's private directory before the process starts. */
  readonly before?: (place: Place) => void;
};

export type Place = { readonly temp: string; readonly home: string; readonly files: StepFiles };

export type StepResult = StepRecord & {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
  readonly place: Place;
};

export type RunningStep = {
  readonly pid: number;
  readonly place: Place;
  readonly result: Promise<StepResult>;
  /** What the process has printed so far. */
  output(): string;
  /** As the runner cancels: SIGINT, after 7.5 s SIGTERM, after 2.5 s more SIGKILL for the whole tree. */
  cancel(): Promise<StepResult>;
};

export const REPOSITORY = 'acme/shop';
const UNREACHABLE = 'http://127.0.0.1:9';
/** No step of a test may run longer. */
const MOST_MS = 110_000;

/** Runs the Action to its end. */
export function runStep(t: Cleaner, options: StepOptions): Promise<StepResult> {
  return startStep(t, options).result;
}

/** Starts the Action's bundle as the runner does: variables, files, the workspace as its directory, its own tree. */
export function startStep(t: Cleaner, options: StepOptions): RunningStep {
  const place = makePlace(t, options);
  options.before?.(place);
  const started = performance.now();
  const { script, stdin } = options.program ?? { script: MAIN, stdin: '' };
  const command = [...(options.launcher ?? []), process.execPath, script];
  const child = spawn(command[0] ?? '', command.slice(1), {
    cwd: options.workspace,
    env: environment(place, options),
    stdio: 'pipe',
    detached: true,
  });
  child.stdin.on('error', () => undefined).end(stdin);
  const guard = setTimeout(() => killTree(child), MOST_MS);
  t.after(() => killTree(child));
  const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  child.stdout.on('data', (chunk: Buffer) => chunks.stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.stderr.push(chunk));
  const text = (name: 'stdout' | 'stderr') => Buffer.concat(chunks[name]).toString('utf8');
  const result = endOf(child).then(({ exitCode, signal }): StepResult => {
    clearTimeout(guard);
    const ms = performance.now() - started;
    const streams = { stdout: text('stdout'), stderr: text('stderr') };
    const kept = readStep(streams, place.files, options.workspace);
    return { ...kept, ...streams, exitCode, signal, ms, place };
  });
  return {
    pid: child.pid ?? 0,
    place,
    result,
    output: () => text('stdout') + text('stderr'),
    cancel: () => cancel(child, result),
  };
}

type End = { readonly exitCode: number | null; readonly signal: string | null };

/** The runner waits 5 s more for whoever still holds the streams, then ends the tree. */
function endOf(child: ChildProcess): Promise<End> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode, signal) => {
      const rest = setTimeout(() => killTree(child), 5_000);
      child.once('close', () => {
        clearTimeout(rest);
        resolve({ exitCode, signal });
      });
    });
  });
}

async function cancel(child: ChildProcess, result: Promise<StepResult>): Promise<StepResult> {
  const over = result.then(() => true);
  for (const [signal, ms] of [
    ['SIGINT', 7_500],
    ['SIGTERM', 2_500],
  ] as const) {
    child.kill(signal);
    if (await Promise.race([over, sleep(ms, false, { ref: false })])) return result;
  }
  killTree(child);
  return result;
}

function killTree(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nothing of it is left, as it should be.
  }
}

function makePlace(t: Cleaner, { event, summary = '' }: StepOptions): Place {
  const root = makeDirectory(t);
  const directory = (...names: readonly string[]) => {
    const path = join(root, ...names);
    mkdirSync(path, { recursive: true });
    return path;
  };
  const commands = directory('temp', '_runner_file_commands');
  const file = (name: string, text = '') => {
    const path = join(commands, `${name}_3f1c`);
    writeFileSync(path, text);
    return path;
  };
  const files = {
    output: file('set_output'),
    state: file('save_state'),
    summary: file('step_summary', summary),
    env: file('set_env'),
    path: file('add_path'),
  };
  writeFileSync(join(directory('temp', '_github_workflow'), 'event.json'), JSON.stringify(event.payload));
  return { temp: join(root, 'temp'), home: directory('home'), files };
}

function environment({ temp, home, files }: Place, options: StepOptions): Record<string, string> {
  const { event, inputs = {}, token = 'ghs_token_of_the_job', workspace } = options;
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: home,
    LANG: 'C.UTF-8',
    CI: 'true',
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: 'X64',
    RUNNER_NAME: 'runner-1',
    RUNNER_ENVIRONMENT: 'github-hosted',
    RUNNER_TEMP: temp,
    RUNNER_TOOL_CACHE: join(temp, 'tools'),
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION: '__gate',
    GITHUB_ACTOR: 'octocat',
    // No API: what a test does not start is not waited for.
    GITHUB_API_URL: '',
    GITHUB_EVENT_NAME: event.name,
    GITHUB_EVENT_PATH: join(temp, '_github_workflow', 'event.json'),
    GITHUB_JOB: 'review',
    GITHUB_REF: event.ref,
    GITHUB_REPOSITORY: REPOSITORY,
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '123456789',
    GITHUB_SERVER_URL: options.server ?? UNREACHABLE,
    GITHUB_SHA: event.sha,
    GITHUB_WORKFLOW: 'review',
    GITHUB_WORKSPACE: workspace,
    GITHUB_OUTPUT: files.output,
    GITHUB_STATE: files.state,
    GITHUB_STEP_SUMMARY: files.summary,
    GITHUB_ENV: files.env,
    GITHUB_PATH: files.path,
    ACTIONS_RUNTIME_TOKEN: 'runtime-token-of-the-job',
    ACTIONS_RUNTIME_URL: 'http://127.0.0.1:9/runtime/',
    ACTIONS_RESULTS_URL: 'http://127.0.0.1:9/results/',
    ACTIONS_CACHE_URL: 'http://127.0.0.1:9/cache/',
    ...inputVariables(inputs, token),
    ...options.env,
  };
}
