import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunEvent } from '../../emulators/runner/events.ts';
import { runStep, type StepResult } from '../../emulators/runner/run-step.ts';
import type { Place } from './place.ts';

export type NaiveStep = {
  /** What an action of this kind does not look at is empty when absent. */
  readonly event?: RunEvent;
  readonly workspace: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly inputs?: Readonly<Record<string, string>>;
};

/**
 * The defence off, for what a step makes of its event: an action as it is written without thinking, on the same
 * runner. `source` is CommonJS for Node; it has the runner's variables, and `event` is the payload.
 */
export function runNaiveAction(place: Place, source: string, options: NaiveStep): Promise<StepResult> {
  const script = join(place.folder('naive'), 'action.cjs');
  const read = "JSON.parse(require('node:fs').readFileSync(process.env.GITHUB_EVENT_PATH, 'utf8'))";
  writeFileSync(script, `const event = ${read};\nvoid (async () => {\n${source}\n})();\n`);
  return runStep(place, { event: NO_EVENT, ...options, program: { script, stdin: '' } });
}

const NO_EVENT: RunEvent = { name: 'push', payload: {}, sha: '', ref: '' };

/** A `run:` of a workflow whose expressions were already put into its text, as the runner does it. */
export function runScript(script: string, cwd: string, env: Readonly<Record<string, string>> = {}): string {
  try {
    return execFileSync('/bin/bash', ['-e', '-c', `exec 2>&1\n${script}`], {
      cwd,
      env: { PATH: '/usr/bin:/bin', HOME: cwd, GIT_TERMINAL_PROMPT: '0', ...env },
      encoding: 'utf8',
      timeout: 15_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
  }
}
