import type { IncomingMessage } from 'node:http';
import { type Asked, answerError, answerRefusal, type Call, HUNG_UP } from './call.ts';
import { refuseBudget } from './checked.ts';
import { type Failure, failureOf } from './failures.ts';
import type { Gateway } from './gateway.ts';
import type { Grant } from './ledger.ts';
import { type Meter, openMeter } from './meter.ts';
import { relayAnswer } from './relay-answer.ts';
import { costOf, estimateTokens, type Tokens } from './tokens.ts';

const OUT_OF_TIME = 'out of time';
const NOTHING: Tokens = { input: 0, output: 0, cached: 0, written: 0 };

/** An accepted call within its limits, on the way to the provider or back. */
export type Turn = {
  readonly gateway: Gateway;
  readonly call: Call;
  readonly grant: Grant;
  readonly limit: Limit;
  readonly inputTokens: number;
};

/** A call that is ready to be sent. `turn.limit` runs, and must be stopped. */
export type Job = { readonly turn: Turn; readonly path: string; readonly body: Buffer };

/** Asks the ledger, and writes the body within what it grants. Null when it grants nothing; the agent knows then. */
export function prepareJob(gateway: Gateway, call: Call, { route, canonical }: Asked): Job | null {
  const { outputTokens, render } = canonical;
  const whole = Buffer.from(render(outputTokens));
  const inputTokens = estimateTokens(whole.length);
  const granted = gateway.ledger.admit(inputTokens, outputTokens);
  if (!granted.ok) {
    answerRefusal(gateway.dialect, call, granted);
    return null;
  }
  const grant = granted.value;
  const body = grant.outputTokens === outputTokens ? whole : Buffer.from(render(grant.outputTokens));
  const turn = { gateway, call, grant, limit: limitTime(call, grant.ms), inputTokens };
  return { turn, path: route.upstream, body };
}

/** Null when no answer came; the agent knows then. */
export async function sendJob({ turn, path, body }: Job): Promise<IncomingMessage | null> {
  const { gateway, limit } = turn;
  const headers = gateway.dialect.headers(gateway.settings.key);
  const answer = await gateway.upstream.send({ path, headers, body, signal: limit.controller.signal });
  if (!('why' in answer)) return answer;
  endUnanswered(turn, answer);
  return null;
}

type Limit = { readonly controller: AbortController; stop(): void };

/** One signal for the end of the agent's interest and the end of the time. */
function limitTime({ left }: Call, ms: number): Limit {
  const controller = new AbortController();
  const leave = () => {
    controller.abort(HUNG_UP);
  };
  const timer = setTimeout(() => {
    controller.abort(OUT_OF_TIME);
  }, ms);
  if (left.aborted) leave();
  else left.addEventListener('abort', leave, { once: true });
  return {
    controller,
    stop() {
      clearTimeout(timer);
      left.removeEventListener('abort', leave);
    },
  };
}

/** Passes the provider's answer on to the agent, or tells why it cannot be had. */
export async function takeAnswer(turn: Turn, answer: IncomingMessage): Promise<void> {
  const { gateway, call, inputTokens } = turn;
  const status = answer.statusCode ?? 0;
  const problem =
    status === 200 ? checkAnswer(answer) : failureOf(status, answer.headers['retry-after'], Date.now());
  if (problem !== null) {
    answer.destroy();
    endUnanswered(turn, problem);
    return;
  }
  const stream = /^text\/event-stream/iu.test(answer.headers['content-type'] ?? '');
  const meter = openMeter(gateway.dialect, stream, inputTokens);
  const failure = await relayAnswer({
    answer,
    response: call.response,
    stream,
    redactor: gateway.openRedactor(),
    meter,
    controller: turn.limit.controller,
    idleMs: gateway.settings.budgets.idleMs,
    onBytes(bytes) {
      call.log.sent(bytes);
      gateway.passed(bytes);
    },
    beforeEnd() {
      gateway.patience.recover();
      call.log.end({ decision: 'forwarded', status: 200, ...settle(turn, meter.tokens()) });
    },
  });
  if (failure !== null) endHalfway(turn, failure, meter);
}

/** Only what can be read, counted and redacted goes back. */
function checkAnswer({ headers }: IncomingMessage): Failure | null {
  const isKnown = /^(?:text\/event-stream|application\/json)(?:\s*;|$)/iu.test(headers['content-type'] ?? '');
  const isPlain = (headers['content-encoding'] ?? 'identity') === 'identity';
  return isKnown && isPlain ? null : { why: 'unexpected answer', retryable: false };
}

/** The agent still waits for a status. */
function endUnanswered(turn: Turn, failure: Failure): void {
  const { gateway, call, limit, inputTokens } = turn;
  // What was sent and then given up by us may have been billed; an error was not.
  const mayBeBilled = limit.controller.signal.aborted;
  if (mayBeBilled) turn.grant.forfeit();
  const used = settle(turn, mayBeBilled ? { ...NOTHING, input: inputTokens } : NOTHING);
  const real = nameAbort(turn, failure);
  if (real === HUNG_UP) {
    call.log.end({ decision: 'failed', why: HUNG_UP, ...used });
    return;
  }
  if (real === OUT_OF_TIME) {
    const refusal = refuseBudget('time');
    call.log.end({ decision: 'refused', why: refusal.why, status: refusal.status, ...used });
    answerRefusal(gateway.dialect, call, refusal);
    return;
  }
  const answer = gateway.patience.answerTo(real);
  call.log.end({ decision: 'failed', why: real.why, status: real.status ?? answer.status, ...used });
  answerError(gateway.dialect, call.response, answer);
}

/** The agent has the beginning of an answer: it must not take it for the whole. */
function endHalfway(turn: Turn, failure: Failure, meter: Meter): void {
  const { gateway, call, limit } = turn;
  // Of an answer that we left, the part that came says little: a model thinks before, and writes on for a while.
  if (limit.controller.signal.aborted && !meter.isCounted()) turn.grant.forfeit();
  const used = settle(turn, meter.tokens());
  const real = nameAbort(turn, failure);
  if (real === HUNG_UP) call.log.end({ decision: 'failed', why: HUNG_UP, ...used });
  else if (real === OUT_OF_TIME)
    call.log.end({ decision: 'refused', why: refuseBudget('time').why, ...used });
  else {
    gateway.patience.answerTo(real);
    call.log.end({ decision: 'failed', why: real.why, ...used });
  }
  call.response.destroy();
}

/** Tells our own ending of a call from the provider's. */
function nameAbort(
  { limit, grant, gateway }: Turn,
  failure: Failure,
): Failure | typeof HUNG_UP | typeof OUT_OF_TIME {
  const { signal } = limit.controller;
  if (!signal.aborted) return failure;
  if (signal.reason === HUNG_UP) return HUNG_UP;
  if (signal.reason !== OUT_OF_TIME) return { why: String(signal.reason), retryable: false };
  return grant.ms < gateway.settings.budgets.callMs ? OUT_OF_TIME : { why: 'call timeout', retryable: false };
}

/** What is told of a call is what is known of it, also where more than that was taken from the budget. */
function settle({ grant, gateway }: Turn, tokens: Tokens) {
  grant.settle(tokens);
  return { tokens, costUsd: costOf(tokens, gateway.settings.price) };
}
