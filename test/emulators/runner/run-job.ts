import type { Cleaner } from '../../adapters/git/make-repository.ts';
import { OWN_ACTION } from '../../validators/check-syntax.ts';
import type { Job, Step, Workflow } from '../../validators/workflow.ts';
import type { RunEvent } from './events.ts';
import { type Contexts, expand, isMet, type JobState } from './expressions.ts';
import { checkout, type Pull } from './pull.ts';
import { REPOSITORY, runStep, type StepResult } from './run-step.ts';

export type JobOptions = {
  readonly workflow: Workflow;
  readonly job: string;
  readonly event: RunEvent;
  readonly pull: Pull;
  /** GITHUB_SERVER_URL. */
  readonly server: string;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly token?: string;
  /** Inputs of the gate's step in the place of the workflow's, for what exists on the author's machines only. */
  readonly instead?: Readonly<Record<string, string>>;
};

export type JobResult = {
  /** The gate's step as it ran; null when the job was skipped. */
  readonly gate: StepResult | null;
  /** The inputs that the workflow gave to the gate. */
  readonly inputs: Readonly<Record<string, string>>;
  /** The files that later steps upload as SARIF. */
  readonly uploads: readonly string[];
  /** Scripts that the job would have run on its machine; the emulator runs none. */
  readonly scripts: readonly string[];
};

/** Whether the workflow starts for this event at all. */
export function isTriggered({ on }: Workflow, event: RunEvent): boolean {
  return Object.hasOwn(on, event.name);
}

/**
 * One job of a workflow as far as the gate has to do with it: conditions and inputs by GitHub's own expressions, the
 * checkout against a real repository, and the bundle of the Action.
 */
export async function runJob(t: Cleaner, options: JobOptions): Promise<JobResult> {
  const { workflow, event, secrets = {}, token = 'ghs_token_of_the_job', server } = options;
  const job: Job | undefined = workflow.jobs[options.job];
  if (job === undefined) throw new Error(`There is no job ${options.job}`);
  const { name: event_name, payload, ref, sha } = event;
  const github = { event_name, event: payload, ref, sha, repository: REPOSITORY, token, server_url: server };
  const contexts: Contexts = { github, secrets };
  const result = {
    gate: null as StepResult | null,
    inputs: {},
    uploads: [] as string[],
    scripts: [] as string[],
  };
  if (!isMet(job.if, contexts)) return result;
  let workspace: string | null = null;
  for (const step of job.steps) {
    const outputs = result.gate?.outputs ?? {};
    const state: JobState = (result.gate?.exitCode ?? 0) === 0 ? 'success' : 'failure';
    const now = { ...contexts, steps: { gate: { outputs } } };
    if (!isMet(step.if, now, state)) continue;
    const given = inputsOf(step, now);
    if (step.run !== undefined) result.scripts.push(step.run);
    else if (step.uses?.startsWith('actions/checkout@'))
      workspace = checkout(t, options.pull, { depth: given['fetch-depth'] === '0' ? 0 : 1, sha, server });
    else if (step.uses?.startsWith(`${OWN_ACTION}@`)) {
      if (workspace === null) throw new Error('The gate comes before the checkout');
      result.inputs = given;
      const inputs = { ...given, ...options.instead };
      result.gate = await runStep(t, { event, workspace, server, token, inputs });
    } else if (step.uses?.startsWith('github/codeql-action/upload-sarif@'))
      result.uploads.push(given['sarif_file'] ?? '');
    else throw new Error(`This emulator does not know the step ${step.uses}`);
  }
  return result;
}

function inputsOf(step: Step, contexts: Contexts): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(step.with).map(([name, value]) => [name, expand(String(value), contexts)]),
  );
}
