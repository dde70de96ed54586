/** What the provider did instead of answering. `why` is our word for it. */
export type Failure = {
  readonly why: string;
  readonly retryable: boolean;
  /** The provider's own status, when there was one. */
  readonly status?: number;
  readonly retryAfterMs?: number;
};

/** What the agent is answered. */
export type FailureAnswer = {
  readonly status: number;
  readonly retryAfterSeconds?: number;
};

/**
 * Decides how often the agent may try again. OpenCode repeats a call after 408, 409, 429 and 5xx up to five times and
 * waits as long as the provider says, up to 24 days; here a run ends after three failures in a row, or at once when
 * waiting is no use.
 */
export type Patience = {
  /** Whether further calls are answered without asking the provider. */
  isOver(): boolean;
  answerTo(failure: Failure): FailureAnswer;
  recover(): void;
};

/** Not among the statuses that OpenCode repeats. */
export const GAVE_UP_STATUS = 424;

const MAX_FAILURES = 3;
const MAX_WAIT_MS = 30_000;

export function openPatience(): Patience {
  let inARow = 0;
  let over = false;
  return {
    isOver: () => over,
    recover() {
      inARow = 0;
    },
    answerTo(failure) {
      const { status, retryable, retryAfterMs } = failure;
      if (!retryable) {
        // The agent ends by itself on these; on any other status it would ask again, and get GAVE_UP_STATUS.
        const isFinal = status !== undefined && status >= 400 && status < 500;
        if (!isFinal) over = true;
        return { status: isFinal ? status : 502 };
      }
      inARow += 1;
      if (inARow >= MAX_FAILURES || (retryAfterMs ?? 0) > MAX_WAIT_MS) {
        over = true;
        return { status: GAVE_UP_STATUS };
      }
      const wait =
        retryAfterMs === undefined ? {} : { retryAfterSeconds: Math.max(1, Math.ceil(retryAfterMs / 1000)) };
      return { status: status ?? 502, ...wait };
    },
  };
}

const REPEATABLE = new Set([408, 409, 429]);

/** A status that is not 200 as a failure. `retryAfter` is the header of that name; `now` is the wall clock in ms. */
export function failureOf(status: number, retryAfter: string | undefined, now: number): Failure {
  if (status >= 300 && status < 400) return { why: 'redirect', retryable: false };
  if (status < 400) return { why: `status ${status}`, retryable: false };
  const retryable = REPEATABLE.has(status) || status >= 500;
  const retryAfterMs = retryable ? parseRetryAfter(retryAfter, now) : undefined;
  return { why: `status ${status}`, status, retryable, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/** Seconds or a date; what is neither counts as absent. */
function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const seconds = Number(header);
  const ms = Number.isNaN(seconds) ? Date.parse(header) - now : seconds * 1000;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
