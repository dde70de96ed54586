import { setTimeout as sleep } from 'node:timers/promises';

/** What the throttling plugin asks before it sends: the part of Bottleneck's group that it uses. */
export type Pace = {
  key(id: string): {
    schedule<T>(options: unknown, run: (...given: unknown[]) => T, ...given: unknown[]): Promise<T>;
  };
};

/**
 * One thing after the other, begun at least `ms` apart, and nothing after `signal`. Each client has its own, where the
 * plugin's are shared by all clients of a process.
 */
export function pace(ms: number, signal: AbortSignal): Pace {
  let free = 0;
  let last: Promise<unknown> = Promise.resolve();
  async function wait(): Promise<void> {
    const left = free - Date.now();
    if (left > 0) await sleep(left, undefined, { signal });
    free = Date.now() + ms;
  }
  return {
    key: () => ({
      schedule: async (_options, run, ...given) => {
        last = last.then(wait, wait);
        await last;
        return run(...given);
      },
    }),
  };
}
