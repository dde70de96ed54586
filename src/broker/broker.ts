import type { Reason } from '../errors.ts';
import type { Usage } from '../verdict/verdict.ts';

/** The two wire protocols of the first providers. */
export type Protocol = 'openai-chat' | 'anthropic-messages';

export type Budgets = {
  readonly requests: number;
  readonly requestsPerMinute: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  /** Milliseconds for one call, from its first byte to its last. */
  readonly callMs: number;
  /** Milliseconds from the first call to the end of the last one. */
  readonly totalMs: number;
  /** Calls at the same time; a further one waits its turn. Default 2. */
  readonly concurrent?: number;
  /** Milliseconds until the connection to the provider stands. Default 10,000. */
  readonly connectMs?: number;
  /** Milliseconds without a byte once an answer has begun. Default 120,000. */
  readonly idleMs?: number;
};

/** US dollars per million tokens; null when no price is known (then only tokens are budgeted). */
export type Price = { readonly input: number; readonly output: number; readonly cached: number };

/** What the broker is told through its standard input, once, as one JSON line. */
export type BrokerSettings = {
  readonly protocol: Protocol;
  /** The provider's base, e.g. `https://api.openai.com/v1`; https, http to loopback, or http when `allowPlainHttp`. */
  readonly upstream: string;
  /** The workflow named an http endpoint itself (a model server on a private network). Default false. */
  readonly allowPlainHttp?: boolean;
  /** Certificate authorities to trust instead of the built-in ones, PEM. */
  readonly ca?: string;
  /** Printable ASCII; empty for an endpoint that needs none. */
  readonly key: string;
  /** The per-run token that the sandboxed process presents instead of a key. */
  readonly token: string;
  readonly socket: string;
  readonly models: readonly string[];
  readonly tools: readonly string[];
  readonly maxOutputTokens: number;
  /** The name under which this provider's chat completions take the output limit. Default `max_tokens`. */
  readonly outputLimitKey?: 'max_tokens' | 'max_completion_tokens';
  readonly budgets: Budgets;
  readonly price: Price | null;
};

/**
 * One line of the broker's standard output; exactly one `call` for each request it was sent. `refused` is what the
 * sandboxed process may not ask (its `why` begins with `budget: ` when only a budget was in the way); `failed` is
 * what the provider did not answer. `why` and `route` hold our words and encoded, capped names only.
 */
export type BrokerEvent =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'call';
      readonly route: string;
      readonly decision: 'forwarded' | 'refused' | 'failed';
      readonly why?: string;
      readonly status?: number;
      readonly bytesIn: number;
      readonly bytesOut: number;
      readonly tokens?: { readonly input: number; readonly output: number; readonly cached: number };
      readonly costUsd?: number;
      readonly ms: number;
    };

/** A running broker as its parent sees it. */
export type Broker = {
  readonly socket: string;
  readonly token: string;
  /** Sum over all calls so far; complete once `close` has resolved. */
  usage(): Usage;
  /** How many calls the provider answered so far; complete once `close` has resolved. */
  answered(): number;
  /** Resolves when the process ends before it is closed. */
  readonly lost: Promise<Reason>;
  /**
   * What makes the run inconclusive, worst first: a refused call (`tampered`), a dead broker, an empty budget, a
   * provider that failed and did not recover. Complete once `close` has resolved.
   */
  trouble(): Reason | null;
  close(): Promise<void>;
};
