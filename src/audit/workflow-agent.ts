import type { Project } from '../opencode/project.ts';
import type { AuditContext } from './rule.ts';
import { commandsIn, type Job, type Step, type Workflow, workflowsOf } from './workflow.ts';

/** The program, by whatever way it is started, with something for it to do. */
const PROGRAM =
  /(?:^|[\s"'=(])(?:[~\w./${}-]{0,200}\/)?opencode(?:-ai)?(?:@[\w.^~-]+)?["']?\s+(?:["']|\$|run\b|github\b|serve\b|web\b|acp\b|attach\b|-)/;
const ONLY_ASKS = /opencode(?:-ai)?["']?\s+(?:--version|-v|--help|-h)\s*$/;
const ACTION = /(?:^|[/_-])opencode(?:[/@_-]|$)/i;
/** This gate starts OpenCode without a secret and without a network. */
const GATE = /\/opencode-review-gate@/i;

/** Whether a step runs an OpenCode agent, itself or through an action. */
export function runsOpenCode(step: Step): boolean {
  if (step.uses !== null && ACTION.test(step.uses.text) && !GATE.test(step.uses.text)) {
    return !/(?:^|[/_-])(?:setup|install)[/_-]?opencode|opencode[/_-](?:setup|install)/i.test(step.uses.text);
  }
  return step.run !== null && openCodeCommands(step.run.text).length > 0;
}

/** The commands of a script that start an agent. */
export function openCodeCommands(script: string): readonly string[] {
  return commandsIn(script).filter((command) => PROGRAM.test(command) && !ONLY_ASKS.test(command));
}

/** The steps of a job that run an agent, also through an action of the repository. */
export function agentSteps(job: Job, context: AuditContext): readonly Step[] {
  const actions = agentActions(context);
  return job.steps.filter((step) => runsOpenCode(step) || isCalled(step, actions));
}

function isCalled(step: Step, actions: ReadonlySet<string>): boolean {
  const folder = localFolder(step);
  return folder !== null && actions.has(folder);
}

/** Whether anything in a workflow starts an agent. */
export function startsOpenCode({ jobs }: Workflow, context: AuditContext): boolean {
  return jobs.some((job) => agentSteps(job, context).length > 0);
}

/** The folders of the actions that run an agent. */
function agentActions(context: AuditContext): ReadonlySet<string> {
  const known = KNOWN.get(context.project) ?? findAgentActions(context);
  KNOWN.set(context.project, known);
  return known;
}

const KNOWN = new WeakMap<Project, ReadonlySet<string>>();

function findAgentActions(context: AuditContext): ReadonlySet<string> {
  return new Set(
    workflowsOf(context)
      .filter((one) => one.isAction && one.steps.some(({ step }) => runsOpenCode(step)))
      .map((one) => one.path.replace(/\/?action\.ya?ml$/, '')),
  );
}

/** `uses: ./tools/review`; null for an action from elsewhere. */
function localFolder({ uses }: Step): string | null {
  return /^\.\/(.*?)\/?$/.exec(uses?.text ?? '')?.[1] ?? null;
}
