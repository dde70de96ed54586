import { setTimeout as sleep } from 'node:timers/promises';
import { findLeft, type Left } from './find-left.ts';
import type { Place } from './find-place.ts';

/** Milliseconds that the others have to end by themselves, once main is gone: some 50 are enough. */
const BY_THEMSELVES_MS = 1_000;
const GONE_MS = 1_000;
const PAUSE_MS = 50;

/** What was killed, and what is still there. */
export type Ended = { readonly killed: number; readonly left: number };

/** Main first: its end is the end of the others, and each of them tidies up. Whoever stays is killed. */
export async function endLeft(place: Place, main: string): Promise<Ended> {
  const killed = new Set<number>();
  const kill = (pids: readonly number[]) => {
    for (const pid of pids) if (strike(pid)) killed.add(pid);
  };
  const wait = async (ms: number): Promise<Left> => {
    const until = Date.now() + ms;
    for (;;) {
      const left = findLeft(place, main);
      if (left.main.length + left.others.length === 0 || Date.now() >= until) return left;
      await sleep(PAUSE_MS);
    }
  };
  kill(findLeft(place, main).main);
  kill((await wait(BY_THEMSELVES_MS)).others);
  const { main: mains, others } = await wait(GONE_MS);
  return { killed: killed.size, left: mains.length + others.length };
}

function strike(pid: number): boolean {
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    // It has ended meanwhile, or is root's.
    return false;
  }
}
