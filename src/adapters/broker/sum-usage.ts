import type { BrokerEvent } from '../../broker/broker.ts';
import type { Usage } from '../../verdict/verdict.ts';

/** Adds up what the calls used; without a known price the cost stays 0. */
export function sumUsage(isPriced: boolean) {
  const sum = { input: 0, output: 0, cached: 0, costUsd: 0 };
  return {
    add(call: Extract<BrokerEvent, { kind: 'call' }>): void {
      sum.input += call.tokens?.input ?? 0;
      sum.output += call.tokens?.output ?? 0;
      sum.cached += call.tokens?.cached ?? 0;
      if (isPriced) sum.costUsd += call.costUsd ?? 0;
    },
    sum: (): Usage => ({ ...sum }),
  };
}
