import { z } from 'zod';
import { type Cleaner, makeDirectory } from '../../adapters/git/make-repository.ts';
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

/** What GitHub starts a workflow on when it names no types. */
const USUAL_TYPES = ['opened', 'synchronize', 'reopened', 'checks_requested'];

/** Whether the workflow starts for this event, by its name and its activity. */
export function isTriggered({ on }: Workflow, { name, payload }: RunEvent): boolean {
  if (!Object.hasOwn(on, name)) return false;
  const { action } = z.object({ action: z.string().optional() }).parse(payload);
  const { types = USUAL_TYPES } = z.object({ types: z.array(z.string()).optional() }).parse(on[name] ?? {});
  return action === undefined || types.includes(action);
}

/**
 * One job of a workflow as far as the gate has to do with it: conditions and inputs by GitHub's own expressions, the
 * checkout against a real repository, and the bundle of the Action.
 */
export async function runJob(t: Cleaner, options: JobOptions): Promise<JobResult> {
  const { event, secrets = {}, token = TOKEN, server } = options;
  const job: Job | undefined = options.workflow.jobs[options.job];
  if (job === undefined) throw new Error(`There is no job ${options.job}`);
  const { name: event_name, payload, ref, sha } = event;
  const github = { event_name, event: payload, ref, sha, repository: REPOSITORY, token, server_url: server };
  const contexts: Contexts = { github, secrets };
  let soFar: SoFar = { gate: null, inputs: {}, uploads: [], scripts: [], workspace: null };
  if (!isMet(job.if, contexts)) return soFar;
  for (const step of job.steps) {
    const outputs = soFar.gate?.outputs ?? {};
    const state: JobState = (soFar.gate?.exitCode ?? 0) === 0 ? 'success' : 'failure';
    const now = { ...contexts, steps: { gate: { outputs } } };
    if (isMet(step.if, now, state))
      soFar = { ...soFar, ...(await takeStep(t, step, inputsOf(step, now), { ...options, ...soFar })) };
  }
  return soFar;
}

type SoFar = JobResult & { readonly workspace: string | null };
type Given = Readonly<Record<string, string>>;

const TOKEN = 'ghs_token_of_the_job';

/** What a step adds to the job. */
async function takeStep(
  t: Cleaner,
  { uses = '', run }: Step,
  given: Given,
  { event, pull, server, token = TOKEN, instead, workspace, uploads, scripts }: JobOptions & SoFar,
): Promise<Partial<SoFar>> {
  if (run !== undefined) return { scripts: [...scripts, run] };
  switch (uses.replace(/@.*/u, '')) {
    case 'actions/checkout': {
      const depth = given['fetch-depth'] === '0' ? 0 : 1;
      return { workspace: checkout(t, pull, { depth, sha: event.sha, server }) };
    }
    case OWN_ACTION: {
      const inputs = { ...given, ...instead };
      const gate = await runStep(t, {
        event,
        workspace: workspace ?? makeDirectory(t),
        server,
        token,
        inputs,
      });
      return { inputs: given, gate };
    }
    case 'github/codeql-action/upload-sarif':
      return { uploads: [...uploads, given['sarif_file'] ?? ''] };
    default:
      throw new Error(`This emulator does not know the step ${uses}`);
  }
}

function inputsOf(step: Step, contexts: Contexts): Given {
  return Object.fromEntries(
    Object.entries(step.with).map(([name, value]) => [name, expand(String(value), contexts)]),
  );
}
