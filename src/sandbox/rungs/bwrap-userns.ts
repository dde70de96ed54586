import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { INSIDE } from '../inside.ts';
import { readHardLimits, resourceLimits } from '../limits.ts';
import type { Limits, Mounts, Rung, Sandbox, SandboxProcess } from '../sandbox.ts';
import { noPipe, strike, supervise } from '../supervise.ts';
import { bwrapArguments, HOSTS, innerCommand, PASSWD, type Plan, stage } from './arguments.ts';
import { ended, readStat } from './ended.ts';
import { give } from './give.ts';
import { type Machine, readMachine } from './machine.ts';

/** Bubblewrap with user namespaces. Works for any user where the kernel and its security module allow them. */
export const bwrapUserns: Rung = {
  name: 'bwrap-userns',
  open: (mounts, limits) => openBwrap(readMachine(), mounts, limits),
};

/** The rung on a machine that was already read; `vary` exists for the proof that every flag is needed. */
export function openBwrap(
  machine: Machine,
  mounts: Mounts,
  limits: Limits,
  vary: Vary = (options) => options,
): Sandbox {
  let given = false;
  return {
    rung: bwrapUserns.name,
    inside: { view: INSIDE.view, work: INSIDE.work },
    start: () => {
      if (machine.setpriv === null) return launch([], plan(machine, mounts, limits), vary);
      if (!given) for (const path of throwaway(mounts)) give(path, USER);
      given = true;
      const staged = stage(machine.bwrap, machine.setpriv, mounts, USER);
      return launch(staged.command, plan(machine, staged.mounts, limits), vary);
    },
  };
}

type Vary = (options: readonly string[]) => readonly string[];

/** Descriptor numbers in the child. */
const FD = { list: 3, passwd: 4, hosts: 5, lifeline: 6, info: 7, last: 7 } as const;

/**
 * bash's own work is to close what Node's parent may have left open without close-on-exec (a runner's pipe, another
 * job's file), and to start bwrap with nothing in its environment: bwrap stays visible inside as process 1. It also
 * names the tree as the first to die when the machine runs out of memory.
 */
const LAUNCHER = `
echo 1000 > /proc/self/oom_score_adj
for descriptor in /proc/self/fd/*; do
  descriptor=\${descriptor##*/}
  if (( descriptor > ${FD.last} )); then eval "exec $descriptor>&-"; fi
done
exec -c -- "$@"`;

function plan(machine: Machine, mounts: Mounts, limits: Limits): Plan & Pick<Machine, 'bash'> {
  const resources = resourceLimits(limits, readHardLimits());
  return { ...machine, mounts, limits, resources, descriptors: { ...FD, filter: null } };
}

function launch(before: readonly string[], plan: Plan & Pick<Machine, 'bash'>, vary: Vary): SandboxProcess {
  const options = vary(bwrapArguments(plan));
  const bwrap = [plan.bwrap, '--args', String(FD.list), '--', ...innerCommand(plan)];
  const child = spawn(plan.bash, ['--norc', '-p', '-c', LAUNCHER, 'gate', ...before, ...bwrap], {
    cwd: '/',
    // bash takes a socket as standard input for a remote login and would run the user's start-up file.
    env: { HOME: '/nonexistent' },
    detached: true,
    stdio: Array.from({ length: FD.last + 1 }, () => 'pipe' as const),
  });
  send(child, FD.list, options.map((option) => `${option}\0`).join(''));
  send(child, FD.passwd, PASSWD);
  send(child, FD.hosts, HOSTS);
  return watch(child);
}

/** Kills through both ends: bwrap outside by its group, process 1 inside by the number that bwrap told. */
function watch(child: ChildProcess): SandboxProcess {
  const lifeline = pipe(child, FD.lifeline);
  const told = toldProcesses(pipe(child, FD.info));
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

function send(child: ChildProcess, number: number, text: string): void {
  // When the launcher dies first, its exit says so.
  pipe(child, number)
    .on('error', () => undefined)
    .end(text);
}

function pipe(child: ChildProcess, number: number): Duplex {
  const stream: unknown = child.stdio[number];
  if (stream instanceof Duplex) return stream;
  throw noPipe();
}

/** What only this run uses, so that it may change hands. */
const throwaway = ({ view, config, brokerSocket }: Mounts) => [view, config, brokerSocket];

/** Who root's sandboxes run as: an id that no distribution gives to anyone, and that no other run has. */
const USER = randomInt(60_000, 65_000);
