import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { DIST } from '../dist.ts';
import { processesOf } from '../faults/live.ts';
import type { Carried, Lane } from './case.ts';
import type { Entry } from './catalogue.ts';
import type { Program } from './kit/place.ts';
import { inLane, makeDirectory, removeDirectory, whyNot } from './lane.ts';
import type { Ran, Row } from './row.ts';

export type RunOptions = {
  readonly lanes: readonly Lane[];
  readonly opencode: Program;
  /** Leaves the positive control out, for whoever has it already. */
  readonly onlyOn?: boolean;
  /** Told about an attack that could not be carried out and is tried once more. */
  readonly onAgain?: (row: Row) => void;
  /** Told about each row as it is done. */
  readonly onRow: (row: Row) => void;
};

const AT_ONCE = Math.min(2, availableParallelism());
const SECONDS = 120;

/** Runs every case once in each lane that it names and that is wanted; two at a time, each in a process of its own. */
export async function runCases(entries: readonly Entry[], options: RunOptions): Promise<readonly Row[]> {
  const waiting = entries.flatMap((entry) => jobsOf(entry, options.lanes));
  const rows: Row[] = [];
  const work = async () => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
      const first = await runJob(job, options);
      if (isFailed(first)) options.onAgain?.(first);
      const row = isFailed(first) ? await runJob(job, options) : first;
      rows.push(row);
      options.onRow(row);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return rows.toSorted((one, two) => one.hostile.number - two.hostile.number);
}

/** An attack that could not be carried out says nothing: a busy machine gets a second chance, an attacker does not. */
const isFailed = ({ off, on }: Row) => [off, on].some((ran) => ran !== null && 'failed' in ran);

/** Process groups and directories of the cases under way: a run that is told to end leaves none of them. */
const running = new Map<number, string>();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    for (const pid of running.keys()) kill(-pid);
    for (const directory of running.values()) cleanUp(directory);
    process.exit(2);
  });

type Job = Entry & { readonly lane: Lane | null };

function jobsOf(entry: Entry, lanes: readonly Lane[]): readonly Job[] {
  if (!('attack' in entry.hostile)) return [{ ...entry, lane: null }];
  return entry.hostile.lanes.filter((lane) => lanes.includes(lane)).map((lane) => ({ ...entry, lane }));
}

async function runJob({ file, hostile, lane }: Job, { opencode, onlyOn = false }: RunOptions): Promise<Row> {
  if (lane === null || !('attack' in hostile)) return { hostile, lane: null, off: null, on: null };
  const why = whyNot(lane);
  if (why !== null) return { hostile, lane, off: { failed: why, ms: 0 }, on: { failed: why, ms: 0 } };
  const directory = makeDirectory(lane);
  try {
    return await runProcess({ file, hostile, lane, opencode, onlyOn, directory });
  } finally {
    cleanUp(directory);
  }
}

type Start = {
  readonly file: string;
  readonly hostile: Carried;
  readonly lane: Lane;
  readonly opencode: Program;
  readonly onlyOn: boolean;
  readonly directory: string;
};

function runProcess({ file, hostile, lane, opencode, onlyOn, directory }: Start): Promise<Row> {
  const script = join(import.meta.dirname, 'run-case.ts');
  const { command, env } = inLane(lane, directory, {
    command: [process.execPath, script, file, lane, JSON.stringify(opencode), ...(onlyOn ? ['on'] : [])],
    env: {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: join(directory, 'home'),
      TMPDIR: directory,
      LANG: 'C.UTF-8',
      GATE_DIST: DIST,
    },
  });
  const [program = '', ...args] = command;
  const started = performance.now();
  const child = spawn(program, args, {
    cwd: '/',
    detached: true,
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  running.set(child.pid ?? 0, directory);
  const seconds = hostile.seconds ?? SECONDS;
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    kill(-(child.pid ?? 0));
  }, seconds * 1000);
  const [out, err, result] = [child.stdio[1], child.stdio[2], child.stdio[3]].map(collect);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => {
      clearTimeout(timer);
      running.delete(child.pid ?? 0);
      // A process that the attack left behind may hold the streams.
      setTimeout(() => kill(-(child.pid ?? 0)), 300);
    });
    child.once('close', () => {
      const why = late
        ? `The case took longer than ${seconds} s.`
        : `The case ended without a result. ${`${out?.()}${err?.()}`.slice(-1_500)}`;
      const failed = { failed: why, ms: Math.round(performance.now() - started) };
      resolve({ hostile, lane, off: failed, on: failed, ...parse(result?.() ?? '') });
    });
  });
}

function cleanUp(directory: string): void {
  for (const { pid } of processesOf(directory)) kill(pid);
  removeDirectory(directory);
}

function parse(text: string): { readonly off: Ran | null; readonly on: Ran } | null {
  try {
    return JSON.parse(text) as ReturnType<typeof parse>;
  } catch {
    return null;
  }
}

function collect(stream: unknown): () => string {
  let text = '';
  if (stream !== null && typeof stream === 'object' && 'on' in stream)
    (stream as NodeJS.ReadableStream)
      .on('error', () => undefined)
      .on('data', (chunk: Buffer | string) => {
        text = (text + chunk.toString()).slice(-200_000);
      });
  return () => text;
}

function kill(pid: number): void {
  try {
    if (pid !== 0) process.kill(pid, 'SIGKILL');
  } catch {
    // It is over.
  }
}
