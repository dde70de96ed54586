import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { GateError } from '../../errors.ts';

/** Resolves when a process runs no more. For the first one of a PID namespace: when none in there does. */
export async function ended(pid: number): Promise<void> {
  for (const limit = performance.now() + END_MS; performance.now() < limit; await sleep(1)) {
    // A zombie is over; its parent may have died before it could ask.
    if (/^$|[ZX]/.test(readStat(pid).state)) return;
  }
  throw new GateError('sandbox-failed', 'A sandboxed process did not end; the machine needs attention.');
}

/** Longest wait for a process whose lifeline is closed, in milliseconds; the kernel needs a few. */
const END_MS = 4_000;

/** State letter, empty for no process, and the parent's number, if any, of /proc/PID/stat. */
export function readStat(pid: number): { readonly state: string; readonly parents: readonly number[] } {
  try {
    const [, state = '', parent = '0'] =
      /\) ([A-Za-z]) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? [];
    return { state, parents: parent === '0' ? [] : [Number(parent)] };
  } catch {
    return { state: '', parents: [] };
  }
}
