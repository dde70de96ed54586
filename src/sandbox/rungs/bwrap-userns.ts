import { randomInt } from 'node:crypto';
import { filterFor } from '../filter/filter-for.ts';
import { INSIDE, INSIDE_ID } from '../inside.ts';
import { readHardLimits, resourceLimits } from '../limits.ts';
import type { Limits, Mounts, Rung, Sandbox, SandboxProcess } from '../sandbox.ts';
import { bwrapArguments, HOSTS, innerCommand, type Plan, passwd, type Staged, stage } from './arguments.ts';
import { give } from './give.ts';
import { launchAsUser, USER_FD } from './launch-as-user.ts';
import { type Machine, readMachine } from './machine.ts';
import { BWRAP_PROMISES } from './promises.ts';
import { ROOT_FD, startSupervised } from './supervisor.ts';

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
    promises: BWRAP_PROMISES,
    start: () => {
      if (machine.setpriv === null) return launch(machine, mounts, limits, vary);
      if (!given) for (const path of throwaway(mounts)) give(path, USER);
      given = true;
      return launchFromRoot(machine, stage(machine.bwrap, machine.setpriv, mounts, USER), limits, vary);
    },
  };
}

type Vary = (options: readonly string[]) => readonly string[];

function launch(machine: Machine, mounts: Mounts, limits: Limits, vary: Vary): SandboxProcess {
  const plan: Plan = { ...planOf(machine, limits), mounts, descriptors: USER_FD };
  return launchAsUser(machine.bash, {
    ...texts(),
    options: vary(bwrapArguments(plan)),
    command: bwrap(plan),
  });
}

/** Of another user than its parent, bwrap would not be killed with it; a supervisor with root's rights sees to that. */
function launchFromRoot(machine: Machine, staged: Staged, limits: Limits, vary: Vary): SandboxProcess {
  const descriptors = { ...ROOT_FD, lifeline: null };
  const plan: Plan = { ...planOf(machine, limits), mounts: staged.mounts, descriptors };
  return startSupervised([], machine.bash, {
    ...texts(),
    memoryBytes: null,
    group: null,
    options: vary(bwrapArguments(plan)),
    command: [...staged.command, ...bwrap(plan)],
  });
}

function planOf(machine: Machine, limits: Limits) {
  const resources = resourceLimits(limits, readHardLimits());
  return { ...machine, limits, resources, user: INSIDE_ID, leaveRoot: null };
}

const bwrap = (plan: Plan) => [plan.bwrap, '--args', String(USER_FD.list), '--', ...innerCommand(plan)];

const texts = () => ({ passwd: passwd(INSIDE_ID), hosts: HOSTS, filter: filterFor(process.arch) });

/** What only this run uses, so that it may change hands. */
const throwaway = ({ view, config, brokerSocket }: Mounts) => [view, config, brokerSocket];

/** Who root's sandboxes run as: an id that no distribution gives to anyone, and that no other run has. */
const USER = randomInt(60_000, 65_000);
