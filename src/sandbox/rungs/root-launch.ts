import { randomUUID } from 'node:crypto';
import { filterFor } from '../filter/filter-for.ts';
import { INSIDE } from '../inside.ts';
import { readHardLimits, resourceLimits } from '../limits.ts';
import type { Limits, Mounts, Promises, Rung, Sandbox } from '../sandbox.ts';
import { bwrapArguments, HOSTS, innerCommand, type Plan, passwd } from './arguments.ts';
import { FRESH_USERS, freshUser } from './fresh-user.ts';
import { share } from './give.ts';
import { type Machine, readMachine, trustedProgram } from './machine.ts';
import { groupSettings, type MemoryPlan, planMemory, scopeCommand } from './memory.ts';
import { BWRAP_PROMISES } from './promises.ts';
import { rootAccess } from './root-access.ts';
import { ROOT_FD, startSupervised } from './supervisor.ts';

/**
 * Bubblewrap started by root, without a user namespace, and in it a user that nobody else is. Needs no favour of the
 * kernel or its security module, leaves the inside no user namespace to attack the kernel with, and is another user
 * than ours for the kernel too.
 */
export const rootLaunch: Rung = {
  name: 'root-launch',
  open: (mounts, limits) => openRootLaunch(readRootMachine(), mounts, limits),
};

export type RootMachine = Omit<Machine, 'setpriv'> & {
  readonly setpriv: string;
  /** The words that make a command root's. */
  readonly asRoot: readonly string[];
  readonly memory: MemoryPlan;
};

/** Throws GateError `sandbox-unavailable` when a program is missing, or the right to be root. */
export function readRootMachine(): RootMachine {
  const machine = readMachine();
  const asRoot = rootAccess();
  const setpriv = trustedProgram('setpriv', 'apt-get install util-linux');
  return { ...machine, setpriv, asRoot, memory: planMemory(asRoot, machine.bash) };
}

/** The rung on a machine that was already read; `vary` exists for the proof that every flag is needed. */
export function openRootLaunch(
  machine: RootMachine,
  mounts: Mounts,
  limits: Limits,
  vary: Vary = (options) => options,
): Sandbox {
  let shared = false;
  return {
    rung: rootLaunch.name,
    inside: { view: INSIDE.view, work: INSIDE.work },
    promises: promises(machine),
    start: () => {
      if (!shared) for (const path of [mounts.view, mounts.config, mounts.brokerSocket]) share(path);
      shared = true;
      return launch(machine, mounts, limits, vary);
    },
  };
}

type Vary = (options: readonly string[]) => readonly string[];

function promises({ memory }: RootMachine): Promises {
  const { content } = BWRAP_PROMISES;
  return {
    ...BWRAP_PROMISES,
    users: FRESH_USERS,
    ownUserNamespace: false,
    first: 'closed',
    content: { ...content, '/usr/bin': [...(content['/usr/bin'] ?? []), 'setpriv'] },
    memory: memory.bound,
  };
}

function launch(machine: RootMachine, mounts: Mounts, limits: Limits, vary: Vary) {
  const user = freshUser();
  const plan: Plan = {
    ...machine,
    mounts,
    limits,
    user,
    leaveRoot: machine.setpriv,
    resources: resourceLimits(limits, readHardLimits()),
    descriptors: { ...ROOT_FD, lifeline: null },
  };
  const bwrap = [machine.bwrap, '--args', String(ROOT_FD.list), '--', ...innerCommand(plan)];
  const { before, ...bounds } = bounded(machine.memory, limits);
  return startSupervised(machine.asRoot, machine.bash, {
    ...bounds,
    passwd: passwd(user),
    hosts: HOSTS,
    filter: filterFor(process.arch),
    options: vary(bwrapArguments(plan)),
    command: [...before, ...bwrap],
  });
}

/** What the supervisor does about the memory, and the words before bwrap that do the rest. */
function bounded(memory: MemoryPlan, { memoryBytes, processes }: Limits) {
  if (memory.bound === 'data-limit') return { memoryBytes: null, group: null, before: [] };
  if (memory.bound === 'systemd-scope') {
    return { memoryBytes, group: null, before: scopeCommand(memoryBytes, processes + OWN_PROCESSES) };
  }
  const { bound, parent } = memory;
  const group = { path: `${parent}/gate-${randomUUID()}`, settings: groupSettings(bound, memoryBytes) };
  return { memoryBytes, group, before: [] };
}

/** bwrap outside and inside, and what feeds it. */
const OWN_PROCESSES = 8;
