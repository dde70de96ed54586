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
  /** Milliseconds for all calls together. */
  readonly totalMs: number;
};

/** US dollars per million tokens; null when no price is known (then only tokens are budgeted). */
export type Price = { readonly input: number; readonly output: number; readonly cached: number };

/** What the broker is told through its standard input, once, as one JSON line. */
export type BrokerSettings = {
  readonly protocol: Protocol;
  /** The provider's base, e.g. `https://api.openai.com/v1`; https, or http to loopback when the workflow named it. */
  readonly upstream: string;
  readonly key: string;
  /** The per-run token that the sandboxed process presents instead of a key. */
  readonly token: string;
  readonly socket: string;
  readonly models: readonly string[];
  readonly tools: readonly string[];
  readonly maxOutputTokens: number;
  readonly budgets: Budgets;
  readonly price: Price | null;
};

/** One line of the broker's standard output. */
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
  /** Sum over all calls so far. */
  usage(): Usage;
  /** The first thing that makes the run inconclusive: a refused call (`tampered`), an empty budget, a dead broker. */
  trouble(): Reason | null;
  close(): Promise<void>;
};
