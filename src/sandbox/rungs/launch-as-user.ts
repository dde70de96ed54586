import { type ChildProcess, spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SandboxProcess } from '../sandbox.ts';
import { noPipe, strike, supervise } from '../supervise.ts';
import { ended, readStat } from './ended.ts';

/** Descriptor numbers that bwrap is started with. */
export const USER_FD = { list: 3, passwd: 4, hosts: 5, lifeline: 6, info: 7, filter: 8 } as const;

/** The last of them. */
const LAST = 8;

/** What bwrap reads through its descriptors, and what it runs. */
export type Launch = {
  readonly passwd: string;
  readonly hosts: string;
  /** A compiled syscall filter. */
  readonly filter: Uint8Array;
  /** For `--args`. */
  readonly options: readonly string[];
  readonly command: readonly string[];
};

/**
 * bash's own work is to close what Node's parent may have left open without close-on-exec (a runner's pipe, another
 * job's file), and to start bwrap with nothing in its environment: bwrap stays visible inside as process 1. It also
 * names the tree as the first to die when the machine runs out of memory.
 */
const LAUNCHER = `
echo 1000 > /proc/self/oom_score_adj
for descriptor in /proc/self/fd/*; do
  descriptor=\${descriptor##*/}
  if (( descriptor > ${LAST} )); then eval "exec $descriptor>&-"; fi
done
exec -c -- "$@"`;

/** Starts bwrap as the user that we are: its end is bound to ours by the kernel, since we may signal each other. */
export function launchAsUser(
  bash: string,
  { passwd, hosts, filter, options, command }: Launch,
): SandboxProcess {
  const child = spawn(bash, ['--norc', '-p', '-c', LAUNCHER, 'gate', ...command], {
    cwd: '/',
    // bash takes a socket as standard input for a remote login and would run the user's start-up file.
    env: { HOME: '/nonexistent' },
    detached: true,
    stdio: Array.from({ length: LAST + 1 }, () => 'pipe' as const),
  });
  send(child, USER_FD.list, options.map((option) => `${option}\0`).join(''));
  send(child, USER_FD.passwd, passwd);
  send(child, USER_FD.hosts, hosts);
  send(child, USER_FD.filter, filter);
  return watch(child);
}

/** Kills through both ends: bwrap outside by its group, process 1 inside by the number that bwrap told. */
function watch(child: ChildProcess): SandboxProcess {
  const lifeline = pipe(child, USER_FD.lifeline);
  const told = toldProcesses(pipe(child, USER_FD.info));
  let over = false;
  const gone = new Promise<void>((resolve) => lifeline.once('close', resolve)).then(async () => {
    over = true;
    // The kernel closes the lifeline a moment before it ends what is left of the namespace.
    await Promise.all((await soon(told)).map(ended));
  });
  // Not before process 1 is known: bwrap killed while it still sets up would leave one that nobody can name. But
  // no bwrap that keeps its number to itself is spared for that.
  const end = () => {
    void soon(told).then(([first]) => (over ? undefined : strikeBoth(child, first)));
  };
  // Nobody has business on the lifeline: a byte on it is an attack on the supervision.
  lifeline.on('error', () => undefined).on('data', end);
  return supervise(child, { strike: end, gone });
}

function strikeBoth(child: ChildProcess, first: number | undefined): void {
  if (child.pid === undefined) return;
  if (child.exitCode === null && child.signalCode === null) strike(-child.pid);
  if (first !== undefined) strike(first);
}

/** How long bwrap may take until it has a process 1, in milliseconds; it needs about 5. */
const SET_UP_MS = 500;

const soon = (told: Promise<readonly number[]>) => Promise.race([told, sleep(SET_UP_MS, [], { ref: false })]);

/** Process 1 of the sandbox, as this machine numbers it, and its parent; none when bwrap ended before it had one. */
function toldProcesses(info: Duplex): Promise<readonly number[]> {
  let told = '';
  return new Promise((resolve) => {
    info.on('error', () => undefined).once('close', () => resolve([]));
    info.on('data', (chunk: Buffer) => {
      told = (told + chunk.toString('latin1')).slice(0, 4096);
      const first = /"child-pid":\s*(\d+)/.exec(told)?.[1];
      if (first !== undefined) resolve([Number(first), ...readStat(Number(first)).parents]);
    });
  });
}

function send(child: ChildProcess, number: number, bytes: string | Uint8Array): void {
  // When the launcher dies first, its exit says so.
  pipe(child, number)
    .on('error', () => undefined)
    .end(bytes);
}

function pipe(child: ChildProcess, number: number): Duplex {
  const stream: unknown = child.stdio[number];
  if (stream instanceof Duplex) return stream;
  throw noPipe();
}
