import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { watchTree } from './process-tree.ts';

export type Command = {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly input?: string;
};

/** Milliseconds; `cpuMs` is the user and system time of the command and of every descendant. */
export type Cost = {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

const MAX_MS = 180_000;

/**
 * Runs a command below a shell that says afterwards, by its `times`, what it and the descendants that were waited for
 * cost. What is killed in a namespace of its own is missing there, so the tree is watched too; the larger sum counts.
 */
export async function measureCost(command: Command): Promise<Cost> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-cost-'));
  const times = join(folder, 'times');
  const script = 'out=$1; shift; "$@"; code=$?; times > "$out"; exit $code';
  const args = ['-c', script, 'sh', times, command.file, ...command.args];
  const started = performance.now();
  let watched = { stop: () => 0 };
  const ended = await collect({ ...command, file: '/bin/sh', args }, (pid) => {
    watched = watchTree(pid);
  });
  const wallMs = performance.now() - started;
  const cpuMs = Math.max(childrenOf(readFileSync(times, 'utf8')), watched.stop());
  rmSync(folder, { recursive: true, force: true });
  return { ...ended, wallMs, cpuMs };
}

/** Peak resident memory of the command's own process in KiB, by the kernel's high-water mark; null when it was too short. */
export async function measurePeak(command: Command): Promise<number | null> {
  let peak: number | null = null;
  let timer: NodeJS.Timeout | undefined;
  await collect(command, (pid) => {
    timer = setInterval(() => {
      peak = highWaterMark(pid) ?? peak;
    }, 5);
  });
  clearInterval(timer);
  return peak;
}

/** Wall-clock milliseconds of a short command, from start to exit; not a number when it did not end with 0. */
export function measureStart(file: string, args: readonly string[]): number {
  const started = performance.now();
  const { status } = spawnSync(file, args, { stdio: 'ignore', timeout: 10_000 });
  return status === 0 ? performance.now() - started : Number.NaN;
}

/** The same for a command that ends as it likes, with an environment of nothing. */
export function measureEnd(file: string, args: readonly string[]): number {
  const started = performance.now();
  const { signal } = spawnSync(file, args, { stdio: 'ignore', timeout: 10_000, env: {}, cwd: '/' });
  return signal === null ? performance.now() - started : Number.NaN;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

type Ended = Pick<Cost, 'code' | 'stdout' | 'stderr'>;

function collect(command: Command, begun: (pid: number) => void): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const { cwd, env } = command;
    const child = spawn(command.file, command.args, { cwd, env, detached: true });
    const { pid } = child;
    if (pid !== undefined) begun(pid);
    const limit = setTimeout(() => pid !== undefined && process.kill(-pid, 'SIGKILL'), MAX_MS);
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (bytes: Buffer) => out.push(bytes));
    child.stderr.on('data', (bytes: Buffer) => err.push(bytes));
    child.stdin.on('error', () => undefined);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(limit);
      resolve({
        code,
        stdout: Buffer.concat(out).toString('utf8'),
        stderr: Buffer.concat(err).toString('utf8'),
      });
    });
    child.stdin.end(command.input ?? '');
  });
}

/** `times` prints two lines, `user system` of the shell and then of its children, as `1m2.345s`. */
function childrenOf(times: string): number {
  const [, line = ''] = times.split('\n');
  const parts = [...line.matchAll(/(\d+)m([\d.]+)s/g)];
  return parts.reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000,
    0,
  );
}

function highWaterMark(pid: number): number | null {
  try {
    const found = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return found === undefined ? null : Number(found);
  } catch {
    return null;
  }
}
