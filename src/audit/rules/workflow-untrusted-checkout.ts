import type { Place } from '../../opencode/node.ts';
import type { AuditContext, Hit, Rule } from '../rule.ts';
import { type Job, placeInRun, type Step, workflowsOf } from '../workflow.ts';
import { agentSteps } from '../workflow-agent.ts';

export const workflowUntrustedCheckout = {
  id: 'workflow-untrusted-checkout',
  title: "OpenCode starts in a stranger's checkout",
  summary: 'A job with secrets checks out the head of a pull request and starts OpenCode in it.',
  severity: 'critical',
  confidence: 'high',
  category: 'code-execution',
  *check(context) {
    for (const workflow of workflowsOf(context)) {
      const trigger = workflow.triggers.find((name) => PRIVILEGED.has(name));
      if (trigger === undefined) continue;
      for (const job of workflow.jobs) yield* hitsIn(job, trigger, context);
    }
  },
} satisfies Rule;

const REMEDY =
  'Run on pull_request, which has no secrets for forks; or check out the base only, and give the agent the change as text from outside of the folder it starts in.';

/** Events that run with the rights of the base, whoever caused them. */
const PRIVILEGED: ReadonlySet<string> = new Set([
  'issue_comment',
  'issues',
  'pull_request_target',
  'workflow_run',
]);

const HEAD =
  /github\.event\.(?:pull_request\.(?:head\.|merge_commit_sha)|workflow_run\.head_|issue\.number|number)|github\.head_ref|refs\/pull\/|\bpull\/\$|steps\.[\w-]{1,100}\.outputs\.[\w-]{0,100}(?:head|sha|ref|branch)/i;
const FETCH =
  /\bgh\s+pr\s+checkout\b|\bgit\s+(?:fetch|pull|checkout|clone)\b[^\n]{0,300}(?:\bpull\/|github\.event\.pull_request\.head|github\.head_ref|HEAD_REF|HEAD_SHA|PR_HEAD)/i;

function* hitsIn(job: Job, trigger: string, context: AuditContext): Iterable<Hit> {
  const agent = agentSteps(job, context).at(-1);
  if (agent === undefined) return;
  for (const step of job.steps.slice(0, job.steps.indexOf(agent) + 1)) {
    const place = headCheckout(step, context);
    if (place === null) continue;
    const message = `On ${trigger} this fetches what anyone may have written into a job with the repository's token and secrets, and OpenCode then starts there: it runs the plugins, tools and MCP servers of that checkout before any permission applies.`;
    yield { path: place.path, line: place.line, message, scope: `job ${job.name}`, remedy: REMEDY };
  }
}

/** Where a step takes the head of a pull request; null when it does not. */
function headCheckout(step: Step, context: AuditContext): Place | null {
  if (step.uses !== null && step.uses.text.startsWith('actions/checkout@')) {
    const from = step.inputs.find(({ key, text }) => /^(?:ref|repository)$/.test(key) && HEAD.test(text));
    return from?.place ?? null;
  }
  const found = step.run === null ? null : FETCH.exec(step.run.text)?.[0];
  if (step.run === null || found === undefined || found === null) return null;
  return placeInRun(context, step.run, found.split('\n', 1)[0] ?? '');
}
