// A broker with budgets of its own in front of a provider that answers as told.
import type { BrokerSettings } from '../../src/broker/broker.ts';
import { type BrokerProcess, BUDGETS, openBroker, settingsFor } from './broker-process.ts';
import { type Answer, answerJson, openUpstreamDouble, type UpstreamDouble } from './upstream-double.ts';

/** Answers a moment later, so that calls overlap. */
const slow: Answer = (response, seen, index) => {
  setTimeout(() => answerJson(response, seen, index), 20);
};

export async function withBudgets(
  budgets: Partial<BrokerSettings['budgets']>,
  use: (broker: BrokerProcess, upstream: UpstreamDouble) => Promise<void>,
  { answer = slow, ...more }: Partial<BrokerSettings> & { readonly answer?: Answer } = {},
): Promise<void> {
  const upstream = await openUpstreamDouble(answer);
  const settings = settingsFor(`${upstream.origin}/v1`, { ...more, budgets: { ...BUDGETS, ...budgets } });
  const broker = await openBroker(settings);
  try {
    await use(broker, upstream);
  } finally {
    await broker.close();
    await upstream.close();
  }
}

/** What the events say was refused, without repetition. */
export const reasons = (broker: BrokerProcess) => [
  ...new Set(broker.events.filter((event) => event.decision === 'refused').map((event) => event.why)),
];
