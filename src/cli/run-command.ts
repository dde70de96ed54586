import type { ProgressLine } from '../adapters/output/progress.ts';
import { stopSignals } from '../adapters/stop-signals.ts';
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
  try {
    const outcome = await runGate({ ...setting, signal: stop.signal, state: makeState() });
    progress.close();
    trail.close();
    return outcome;
  } finally {
    progress.close();
    stop.dispose();
  }
}
