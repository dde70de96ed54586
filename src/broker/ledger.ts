import type { Budgets, Price } from './broker.ts';
import { accept, type Checked, refuseBudget } from './checked.ts';
import { costOf, reserveOf, type Tokens } from './tokens.ts';

/** One admitted call: what it may use, and the account it is settled with. */
export type Grant = {
  readonly outputTokens: number;
  /** Milliseconds that the call may take. */
  readonly ms: number;
  /** Replaces the reservation by what was used; only the first end of a call counts. */
  settle(used: Tokens): void;
  /** Ends a call of which nobody will say what it used: all that was reserved is spent. */
  forfeit(): void;
};

/** Counts against every budget. A call reserves its worst case, so that calls at the same time cannot overdraw. */
export type Ledger = { admit(inputTokens: number, outputTokens: number): Checked<Grant> };

/** Tokens and US dollars. */
type Account = { input: number; output: number; cost: number };

const MINUTE = 60_000;

/** `now` is a monotonic clock in milliseconds. */
export function openLedger(budgets: Budgets, price: Price | null, now: () => number): Ledger {
  let first: number | null = null;
  let requests = 0;
  /** When the calls of the last minute were admitted. */
  const recent: number[] = [];
  const spent: Account = { input: 0, output: 0, cost: 0 };
  const open = new Set<Readonly<Account>>();
  // Summed anew each time: few calls are open at once, and a sum that goes up and down collects rounding errors.
  const taken = (key: keyof Account) => [...open].reduce((sum, held) => sum + held[key], spent[key]);

  const admit = (inputTokens: number, outputTokens: number): Checked<Grant> => {
    const time = now();
    const left = budgets.totalMs - (time - (first ?? time));
    while ((recent[0] ?? time) <= time - MINUTE) recent.shift();
    if (left <= 0) return refuseBudget('time');
    if (requests >= budgets.requests) return refuseBudget('requests');
    if (recent.length >= budgets.requestsPerMinute) return refuseBudget('requests per minute');
    if (taken('input') + inputTokens > budgets.inputTokens) return refuseBudget('input tokens');
    const output = Math.min(outputTokens, budgets.outputTokens - taken('output'));
    if (output < 1) return refuseBudget('output tokens');
    const reserve = reserveOf(inputTokens, price);
    const payable = Math.min(output, payableOutput(reserve, budgets.costUsd - taken('cost'), price));
    if (payable < 1) return refuseBudget('dollars');

    const cost = reserve.input + payable * reserve.perOutput;
    const held = { input: inputTokens, output: payable, cost };
    first ??= time;
    requests += 1;
    recent.push(time);
    open.add(held);
    const spend = (used: Account) => {
      if (!open.delete(held)) return;
      spent.input += used.input;
      spent.output += used.output;
      spent.cost += used.cost;
    };
    return accept({
      outputTokens: payable,
      ms: Math.min(budgets.callMs, left),
      settle(used) {
        const input = used.input + used.cached + used.written;
        spend({ input, output: used.output, cost: costOf(used, price) });
      },
      forfeit: () => spend(held),
    });
  };
  return { admit };
}

/** How many tokens of output the rest of the money pays for. */
function payableOutput(reserve: { input: number; perOutput: number }, left: number, price: Price | null) {
  if (price === null) return Infinity;
  const rest = left - reserve.input;
  if (rest <= 0) return 0;
  return reserve.perOutput === 0 ? Infinity : Math.floor(rest / reserve.perOutput);
}
