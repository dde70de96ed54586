import type { Cleaner } from '../adapters/git/make-repository.ts';
import { POST } from '../dist.ts';
import { pushEvent } from '../emulators/runner/events.ts';
import { runStep, type StepResult } from '../emulators/runner/run-step.ts';

/** What the post step gets from the step before it, or from whoever forged it. */
export type Before = {
  readonly temp: string;
  readonly state: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
};

/** The post step: a process of its own, with files of its own, the state as variables and the job's RUNNER_TEMP. */
export function runPost(t: Cleaner, { temp, state, env = {} }: Before): Promise<StepResult> {
  const variables = Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]);
  return runStep(t, {
    event: pushEvent('', ''),
    workspace: '/',
    program: { script: POST, stdin: '' },
    env: { ...Object.fromEntries<string>(variables as [string, string][]), RUNNER_TEMP: temp, ...env },
  });
}
