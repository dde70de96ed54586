import { get, type Node, stringOf } from '../../opencode/node.ts';
import { quoteNames } from '../quote-names.ts';
import type { Hit, Rule } from '../rule.ts';
import type { Text } from '../texts.ts';
import { type Job, type Step, type Workflow, workflowsOf } from '../workflow.ts';
import { agentSteps } from '../workflow-agent.ts';

export const workflowSecretsBesideAgent = {
  id: 'workflow-secrets-beside-agent',
  title: 'Secrets lie beside an agent that reads what strangers write',
  summary: 'A job that anyone can feed with text runs an OpenCode agent with secrets in its environment.',
  severity: 'high',
  confidence: 'medium',
  category: 'exposure',
  *check(context) {
    for (const workflow of workflowsOf(context)) {
      const trigger = workflow.triggers.find((name) => UNTRUSTED.has(name));
      if (trigger === undefined) continue;
      for (const job of workflow.jobs) {
        for (const step of agentSteps(job, context)) yield* hitsFor(step, job, workflow, trigger);
      }
    }
  },
} satisfies Rule;

const REMEDY =
  'Run the agent in a job without secrets, whose output a second job checks and uses; or let something outside the agent hold the key, as OpenCode Review Gate does.';

/** Events whose text, code or files come from people without rights here, and which get secrets all the same. */
const UNTRUSTED: ReadonlySet<string> = new Set([
  'discussion',
  'discussion_comment',
  'issue_comment',
  'issues',
  'pull_request_review',
  'pull_request_review_comment',
  'pull_request_target',
  'workflow_run',
]);

function* hitsFor(step: Step, job: Job, workflow: Workflow, trigger: string): Iterable<Hit> {
  const texts = [...workflow.environment, ...job.environment, ...step.environment, ...step.inputs];
  const token = canWrite(job.permissions ?? workflow.permissions);
  const names = [...new Set(texts.flatMap((text) => secretsIn(text, token)))];
  if (names.length === 0) return;
  const first = texts.find((text) => secretsIn(text, token).length > 0)?.place ?? step.place;
  const message = `On ${trigger} anyone can write what this agent reads, and ${quoteNames(names)} ${names.length === 1 ? 'is' : 'are'} in its environment: one sentence in an issue or a file can make it print or send them.`;
  yield { path: first.path, line: first.line, message, scope: `job ${job.name}`, remedy: REMEDY };
}

function secretsIn({ text }: Text, token: boolean): readonly string[] {
  const names = [...text.matchAll(/\bsecrets\s*(?:\.\s*(\w+)|\[\s*'(\w+)'\s*\])/g)].map(
    ([, dotted, indexed]) => dotted ?? indexed ?? '',
  );
  const own = /\bgithub\s*\.\s*token\b/.test(text) ? [...names, 'GITHUB_TOKEN'] : names;
  return own.filter((name) => token || name !== 'GITHUB_TOKEN');
}

/** Whether the job's token may change the repository. Without the key, the settings of the repository decide. */
function canWrite(permissions: Node | undefined): boolean {
  if (permissions === undefined) return true;
  if (stringOf(permissions) === 'write-all') return true;
  return ['contents', 'actions', 'packages', 'id-token', 'pull-requests', 'deployments'].some(
    (key) => stringOf(get(permissions, key)) === 'write',
  );
}
