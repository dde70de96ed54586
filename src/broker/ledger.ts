import type { Budgets, Price } from './broker.ts';
import { accept, type Checked, refuseBudget } from './checked.ts';
import { costOf, type Tokens } from './tokens.ts';

/** One admitted call: what it may use, and the account it is settled with. */
export type Grant = {
  readonly outputTokens: number;
  /** Milliseconds that the call may take. */
  readonly ms: number;
  /** Replaces the reservation by what was used. */
  settle(used: Tokens): void;
};

/** Counts against every budget. A call reserves its worst case, so that calls at the same time cannot overdraw. */
export type Ledger = { admit(inputTokens: number, outputTokens: number): Checked<Grant> };

const MINUTE = 60_000;

/** `now` is a monotonic clock in milliseconds. */
export function openLedger(budgets: Budgets, price: Price | null, now: () => number): Ledger {
  const started: number[] = [];
  const taken = { input: 0, output: 0, cost: 0 };

  const book = (sign: 1 | -1, tokens: Tokens) => {
    taken.input += sign * (tokens.input + tokens.cached + tokens.written);
    taken.output += sign * tokens.output;
    taken.cost += sign * costOf(tokens, price);
  };

  const admit = (inputTokens: number, outputTokens: number): Checked<Grant> => {
    const time = now();
    const left = budgets.totalMs - (time - (started[0] ?? time));
    const recent = started.filter((start) => start > time - MINUTE).length;
    if (left <= 0) return refuseBudget('time');
    if (started.length >= budgets.requests) return refuseBudget('requests');
    if (recent >= budgets.requestsPerMinute) return refuseBudget('requests per minute');
    if (taken.input + inputTokens > budgets.inputTokens) return refuseBudget('input tokens');
    const output = Math.min(outputTokens, budgets.outputTokens - taken.output);
    if (output < 1) return refuseBudget('output tokens');
    const payable = Math.min(output, payableOutput(inputTokens));
    if (payable < 1) return refuseBudget('dollars');

    const reserved: Tokens = { input: inputTokens, output: payable, cached: 0, written: 0 };
    started.push(time);
    book(1, reserved);
    return accept({
      outputTokens: payable,
      ms: Math.min(budgets.callMs, left),
      settle(used) {
        book(-1, reserved);
        book(1, used);
      },
    });
  };

  const payableOutput = (inputTokens: number) => {
    if (price === null) return Infinity;
    const input = costOf({ input: inputTokens, output: 0, cached: 0, written: 0 }, price);
    const left = budgets.costUsd - taken.cost - input;
    if (left <= 0) return 0;
    return price.output === 0 ? Infinity : Math.floor((left * 1e6) / price.output);
  };
  return { admit };
}
