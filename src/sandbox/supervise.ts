import type { ChildProcess } from 'node:child_process';
import { GateError } from '../errors.ts';
import type { Exit, SandboxProcess } from './sandbox.ts';

/** Longest wait for a killed tree, in milliseconds; the kernel needs a few. */
const KILL_MS = 5_000;

/** How a rung ends its tree and knows that it is over. */
export type Ending = {
  /** Sends SIGKILL to all there is; called at least once, must not throw. */
  readonly strike: () => void;
  /** Resolves when no process of the tree is left; rejects with GateError when one stays. */
  readonly gone: Promise<void>;
};

/** A started child as the process the gate works with. */
export function supervise(child: ChildProcess, ending: Ending): SandboxProcess {
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null) throw noPipe();
  const exited = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    // The program could not be started at all; 127 is what a shell says then.
    child.once('error', () => resolve({ code: 127, signal: null }));
  });
  // A write to a tree that has just died is not our failure: `exited` tells.
  stdin.on('error', () => undefined);
  const over = Promise.all([exited, ending.gone]).then((): true => true);
  // Whoever kills is told; until then nobody asks.
  over.catch(() => undefined);
  return {
    stdin,
    stdout,
    stderr,
    exited,
    kill: async () => {
      ending.strike();
      if (await within(over, KILL_MS)) return;
      throw new GateError(
        'sandbox-failed',
        'A sandboxed process was still there 5 s after SIGKILL; the machine needs attention.',
      );
    },
  };
}

export const noPipe = () =>
  new GateError(
    'sandbox-failed',
    'The sandbox could not be started: the system gave no pipe. Is it out of descriptors?',
  );

/** Sends SIGKILL. What it cannot reach is gone, or is still there when `kill` gives up waiting and says so. */
export function strike(target: number): void {
  try {
    process.kill(target, 'SIGKILL');
  } catch {
    // The wait for the end is the judge, not the sending.
  }
}

async function within(over: Promise<true>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const inTime = await Promise.race([over, late]);
  clearTimeout(timer);
  return inTime;
}
