import type { ServerResponse } from 'node:http';
import type { CallLog } from './call-log.ts';
import type { Refusal } from './checked.ts';
import type { Canonical, Dialect } from './dialect.ts';
import type { FailureAnswer } from './failures.ts';
import type { Route } from './routes.ts';

/** One request of the sandboxed process, and how its story is told. */
export type Call = {
  readonly response: ServerResponse;
  readonly log: CallLog;
  /** Aborts with HUNG_UP when the agent leaves before its answer is complete. */
  readonly left: AbortSignal;
};

/** What an accepted request asks for. */
export type Asked = { readonly route: Route; readonly canonical: Canonical };

/** The agent left: says nothing about the provider, and is no attack. */
export const HUNG_UP = 'the agent hung up';

/** Further calls after the provider failed for good. */
export const GAVE_UP = 'gave up';

/** Records the refusal and tells the agent in its own protocol. */
export function answerRefusal(dialect: Dialect, { response, log }: Call, { status, why }: Refusal): void {
  log.end({ decision: 'refused', why, status });
  answerError(dialect, response, { status });
}

/**
 * Always the same: OpenCode repeats a call, whatever its status, when the text holds a number such as 429 or words
 * such as "server error". The reason is in the event.
 */
const MESSAGE = 'The review gate ended this call.';

/** The connection closes afterwards, so that a body that nobody read costs nothing. */
export function answerError(dialect: Dialect, response: ServerResponse, answer: FailureAnswer): void {
  const { status, retryAfterSeconds } = answer;
  response.writeHead(status, {
    'content-type': 'application/json',
    connection: 'close',
    ...(retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }),
  });
  response.end(dialect.renderError(MESSAGE));
}
