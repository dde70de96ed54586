import { complain } from '../adapters/output/complain.ts';
import type { ProgressLine } from '../adapters/output/progress.ts';
import { stopSignals } from '../adapters/stop-signals.ts';
import { reasonOf } from '../errors.ts';
import type { Publisher } from '../ports.ts';
import type { Trail } from '../trail/event.ts';
import type { Outcome } from '../verdict/verdict.ts';
import { runGate, type Setting } from '../wire.ts';
import { makeState } from './settings.ts';

/** Minutes for the whole run when --timeout-minutes does not say so. */
export const MINUTES = 15;

export type CommandSetting = Omit<Setting, 'signal' | 'state' | 'progress' | 'trail'> & {
  readonly progress: ProgressLine;
  readonly trail: Trail & { close(): void };
};

/** One run of the gate from the command line: a private directory, the stop signals, and the reasons at the end. */
export async function runCommand(setting: CommandSetting): Promise<Outcome> {
  const { inputs, progress, trail } = setting;
  const stop = stopSignals(inputs['timeout-minutes'] ?? MINUTES);
  let shown: Outcome | null = null;
  const publisher: Publisher = {
    publish: async (outcome) => {
      shown = outcome;
      await publishTold(outcome, setting);
    },
  };
  try {
    const outcome = await runGate({ ...setting, publisher, signal: stop.signal, state: makeState() });
    progress.close();
    sayMore(outcome, shown);
    trail.close();
    return outcome;
  } finally {
    progress.close();
    stop.dispose();
  }
}

/** The one surface of the command line: its result. */
async function publishTold(outcome: Outcome, { publisher, trail }: CommandSetting): Promise<void> {
  const event = { kind: 'publication', surface: 'result' } as const;
  try {
    await publisher.publish(outcome);
  } catch (error) {
    trail.record({ ...event, outcome: 'failed', count: 0, why: reasonOf(error).message });
    throw error;
  }
  trail.record({ ...event, outcome: 'published', count: 1 });
}

/** On standard error: what went wrong after the result was made, above all that it could not be written. */
function sayMore({ reasons }: Outcome, shown: Outcome | null): void {
  for (const reason of reasons.filter((each) => !shown?.reasons.includes(each))) complain(reason.message);
}
