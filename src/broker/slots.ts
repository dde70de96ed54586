/** How many requests may wait for a slot; OpenCode sends one at a time, so a longer queue is a flood. */
const MAX_WAITING = 16;

export type Slots = {
  /**
   * Waits for a free slot and answers the function that frees it (harmless when called twice). Null when the signal
   * aborts first, `full` when too many wait already.
   */
  take(signal: AbortSignal): Promise<(() => void) | 'full' | null>;
};

export function openSlots(limit: number): Slots {
  const waiting: (() => void)[] = [];
  let busy = 0;

  const occupy = () => {
    busy += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      busy -= 1;
      waiting.shift()?.();
    };
  };

  const take = (signal: AbortSignal) => {
    if (signal.aborted) return Promise.resolve(null);
    if (busy < limit) return Promise.resolve(occupy());
    if (waiting.length >= MAX_WAITING) return Promise.resolve('full' as const);
    return new Promise<(() => void) | null>((resolve) => {
      const enter = () => {
        signal.removeEventListener('abort', leave);
        resolve(occupy());
      };
      const leave = () => {
        waiting.splice(waiting.indexOf(enter), 1);
        resolve(null);
      };
      waiting.push(enter);
      signal.addEventListener('abort', leave, { once: true });
    });
  };
  return { take };
}
