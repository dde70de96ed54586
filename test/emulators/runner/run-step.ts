import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Cleaner, makeDirectory } from '../../adapters/git/make-repository.ts';
import { MAIN } from '../../dist.ts';
import { inputVariables } from './action-inputs.ts';
import { LineCollector, type Stream } from './collect-lines.ts';
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
  /** GITHUB_API_URL; there is none when absent. */
  readonly api?: string;
  readonly token?: string;
  /** What earlier parts of the same step have left in the summary. */
  readonly summary?: string;
  /** A program of the test in the place of the Action's bundle, and what it reads on standard input. */
  readonly program?: Program;
  /** Words before Node's own command line: a program that starts it. */
  readonly launcher?: readonly string[];
  /** Called with the step's private directory before the process starts. */
  readonly before?: (place: Place) => void;
  /** The step whose post this is: its directories, its state, and the variables that it set for later steps. */
  readonly after?: StepResult;
};

export type Program = { readonly script: string; readonly stdin: string };

export type Place = { readonly temp: string; readonly home: string; readonly files: StepFiles };

export type StepResult = StepRecord & {
  /** What the job's page says of the step. */
  readonly conclusion: 'success' | 'failure' | 'cancelled';
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
  const lines = new LineCollector();
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].on('data', (chunk: Buffer) => {
      chunks[stream].push(chunk);
      lines.add(stream, chunk);
    });
  const text = (name: Stream) => Buffer.concat(chunks[name]).toString('utf8');
  let isCancelled = false;
  const result = endOf(child).then(({ exitCode, signal }): StepResult => {
    clearTimeout(guard);
    const ms = performance.now() - started;
    const streams = { stdout: text('stdout'), stderr: text('stderr') };
    const kept = readStep(lines.end(), place.files, options.workspace);
    const own = exitCode === 0 && !kept.failed ? 'success' : 'failure';
    return { ...kept, ...streams, conclusion: isCancelled ? 'cancelled' : own, exitCode, signal, ms, place };
  });
  return {
    pid: child.pid ?? 0,
    place,
    result,
    output: () => text('stdout') + text('stderr'),
    cancel: () => {
      isCancelled = true;
      return cancel(child, result);
    },
  };
}

type End = { readonly exitCode: number | null; readonly signal: string | null };

/** The runner waits 5 s more for whoever still holds the streams, then ends the tree and listens no longer. */
function endOf(child: ChildProcess): Promise<End> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode, signal) => {
      const rest = setTimeout(() => {
        killTree(child);
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, 5_000);
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

function makePlace(t: Cleaner, { event, summary = '', after }: StepOptions): Place {
  const root = after === undefined ? makeDirectory(t) : join(after.place.temp, '..');
  const directory = (...names: readonly string[]) => {
    const path = join(root, ...names);
    mkdirSync(path, { recursive: true });
    return path;
  };
  const commands = directory('temp', '_runner_file_commands');
  const file = (name: string, text = '') => {
    const path = join(commands, `${name}_${after === undefined ? '3f1c' : '9a2e'}`);
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
  // Without an API: what a test does not start is not waited for.
  const { event, inputs = {}, token = 'ghs_token_of_the_job', workspace, api = '' } = options;
  const { actor = 'octocat' } = event;
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
    GITHUB_ACTOR: actor,
    GITHUB_API_URL: api,
    GITHUB_BASE_REF: event.baseRef ?? '',
    GITHUB_EVENT_NAME: event.name,
    GITHUB_EVENT_PATH: join(temp, '_github_workflow', 'event.json'),
    GITHUB_GRAPHQL_URL: `${api.replace(/\/v3$/u, '')}/graphql`,
    GITHUB_HEAD_REF: event.headRef ?? '',
    GITHUB_JOB: 'review',
    GITHUB_REF: event.ref,
    GITHUB_REF_NAME: event.ref.replace(/^refs\/(?:heads|tags|pull)\//u, ''),
    GITHUB_REF_TYPE: event.ref.startsWith('refs/tags/') ? 'tag' : 'branch',
    GITHUB_REPOSITORY: REPOSITORY,
    GITHUB_REPOSITORY_OWNER: REPOSITORY.split('/')[0] ?? '',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '123456789',
    GITHUB_SERVER_URL: options.server ?? UNREACHABLE,
    GITHUB_SHA: event.sha,
    GITHUB_TRIGGERING_ACTOR: actor,
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
    ...options.after?.env,
    ...stateVariables(options.after),
    ...options.env,
  };
}

/** `STATE_*` with the names as they were written. */
function stateVariables(main: StepResult | undefined): Readonly<Record<string, string>> {
  const entries = Object.entries(main?.state ?? {}).map(([name, value]) => [`STATE_${name}`, value]);
  return Object.fromEntries(entries) as Record<string, string>;
}
