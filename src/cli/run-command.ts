import { complain } from '../adapters/output/complain.ts';
import type { ProgressLine } from '../adapters/output/progress.ts';
import { stopSignals } from '../adapters/stop-signals.ts';
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
    publish: (outcome) => {
      shown = outcome;
      return setting.publisher.publish(outcome);
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

/** On standard error: what went wrong after the result was made, above all that it could not be written. */
function sayMore({ reasons }: Outcome, shown: Outcome | null): void {
  for (const reason of reasons.filter((each) => !shown?.reasons.includes(each))) complain(reason.message);
}
