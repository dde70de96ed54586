import type { Reason } from '../errors.ts';
import type { Usage } from '../verdict/verdict.ts';

/** The wire protocols; each has a dialect. */
export type Protocol = 'openai-chat' | 'openai-responses' | 'anthropic-messages' | 'google-generate';

/** The headers in which providers take their key; `authorization` carries it as a bearer. */
export type KeyHeader = 'authorization' | 'x-api-key' | 'x-goog-api-key' | 'api-key';

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

/** US dollars per million tokens. `written` is what is put into a cache; without it a quarter more than `input`. */
export type Rates = {
  readonly input: number;
  readonly output: number;
  readonly cached: number;
  readonly written?: number;
};

/** `long` holds for a whole call whose input lies over that many tokens. */
export type Price = Rates & { readonly long?: Rates & { readonly over: number } };

/** What every request must show: the system prompt that the gate wrote, and its tools by the hash of their texts. */
export type Offer = {
  readonly prompt: string;
  /** Tool name → SHA-256 in lowercase hexadecimal, as `signTool` makes it. */
  readonly tools: Readonly<Record<string, string>>;
};

/** What the broker is told through its standard input, once, as one JSON line. */
export type BrokerSettings = {
  readonly protocol: Protocol;
  /** The provider's base, e.g. `https://api.openai.com/v1`; https, http to loopback, or http when `allowPlainHttp`. */
  readonly upstream: string;
  /** The workflow named an http endpoint itself (a model server on a private network). Default false. */
  readonly allowPlainHttp?: boolean;
  /**
   * The workflow named the endpoint itself, so that its name may lead to a private address. Default false: then only
   * an address written as such, or `localhost`, may be private.
   */
  readonly allowPrivate?: boolean;
  /** Certificate authorities to trust instead of the built-in ones, PEM. */
  readonly ca?: string;
  /** An HTTP proxy that the workflow named: the way to the provider is a tunnel through it, and its checks are the proxy's. */
  readonly proxy?: string;
  /** Printable ASCII; empty for an endpoint that needs none. */
  readonly key: string;
  /** The per-run token that the sandboxed process presents instead of a key. */
  readonly token: string;
  readonly socket: string;
  readonly models: readonly string[];
  readonly tools: readonly string[];
  /** Absent: prompts and the texts of the tools are not compared. */
  readonly offer?: Offer;
  readonly maxOutputTokens: number;
  /** The name under which this provider's chat completions take the output limit. Default `max_tokens`. */
  readonly outputLimitKey?: 'max_tokens' | 'max_completion_tokens';
  /** Whether a stream of chat completions is asked for its usage; some providers say it always and refuse the question. Default true. */
  readonly asksUsage?: boolean;
  /** The header that carries the key, where it is not the protocol's own. */
  readonly keyHeader?: KeyHeader;
  readonly budgets: Budgets;
  /** Null when no price is known; then only tokens are budgeted. */
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
