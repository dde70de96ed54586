import { GateError } from '../../errors.ts';

/** Milliseconds: how long one turn may be silent, and the moment (Date.now) when everything must be over. */
export type TimeLimits = { readonly idleMs: number; readonly endsAt: number };

export type RunClock = {
  /** The run showed a sign of life. */
  touch(): void;
  /** Rejects with GateError `agent-idle` or `agent-timed-out`; never resolves. */
  readonly over: Promise<never>;
  stop(): void;
};

/** Watches one turn. Its timers keep nothing alive after `stop`. */
export function startClock({ idleMs, endsAt }: TimeLimits): RunClock {
  const { promise: over, reject } = Promise.withResolvers<never>();
  over.catch(() => undefined);
  const end = setTimeout(
    () => reject(new GateError('agent-timed-out', TIMED_OUT)),
    Math.max(0, endsAt - Date.now()),
  );
  const idle = setTimeout(() => reject(new GateError('agent-idle', silence(idleMs))), idleMs);
  return {
    touch: () => void idle.refresh(),
    over,
    stop() {
      clearTimeout(end);
      clearTimeout(idle);
    },
  };
}

const TIMED_OUT =
  'The review did not end in its time. Raise timeout-minutes (or limits.minutes in the policy), or split the change.';

function silence(ms: number): string {
  return `The agent gave no sign of life for ${Math.round(ms / 1000)} s and was stopped. Run the gate again.`;
}
