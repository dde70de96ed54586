import type { BrokerEvent } from './broker.ts';
import type { Tokens } from './tokens.ts';

/** What one request came to, for the parent and the trail. */
export type CallEnd = {
  readonly decision: 'forwarded' | 'refused' | 'failed';
  readonly why?: string;
  /** The status that the agent saw, or that the provider gave. */
  readonly status?: number;
  readonly tokens?: Tokens;
  readonly costUsd?: number;
};

/** Counts one request and says once how it ended. */
export type CallLog = {
  received(bytes: number): void;
  sent(bytes: number): void;
  end(end: CallEnd): void;
};

export type Emit = (event: BrokerEvent) => void;

/** `route` is made of encoded names; `now` is a monotonic clock in milliseconds. */
export function openCallLog(route: string, emit: Emit, now: () => number): CallLog {
  const started = now();
  let bytesIn = 0;
  let bytesOut = 0;
  let open = true;
  return {
    received(bytes) {
      bytesIn += bytes;
    },
    sent(bytes) {
      bytesOut += bytes;
    },
    end({ decision, why, status, tokens, costUsd }) {
      if (!open) return;
      open = false;
      const ms = Math.round(now() - started);
      emit({
        kind: 'call',
        route,
        decision,
        ...(why !== undefined && { why }),
        ...(status !== undefined && { status }),
        bytesIn,
        bytesOut,
        ...(tokens && { tokens: told(tokens) }),
        ...(costUsd !== undefined && { costUsd }),
        ms,
      });
    },
  };
}

function told({ input, output, cached, written }: Tokens) {
  return { input: input + written, output, cached };
}
