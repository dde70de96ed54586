import { OWN_ACTION } from './check-syntax.ts';
import { KNOWN_ACTIONS } from './known-actions.ts';
import { type Job, parseWorkflow, type Step, type Workflow } from './workflow.ts';

/** What a stranger writes: texts and names of a pull request, an issue, a commit. */
const UNTRUSTED =
  /\$\{\{[^}]*github\.(?:head_ref|event\.(?:pull_request|issue|comment|review|head_commit|commits|discussion|inputs)\b)[^}]*\}\}/u;
const HEAD =
  /github\.(?:head_ref|event\.pull_request\.(?:head|merge_commit_sha)|event\.workflow_run\.head)|refs\/pull\//u;
const FETCHES = /\bgh pr checkout\b|\bgit (?:fetch|pull|checkout|clone)\b/u;
const PRIVILEGED = ['pull_request_target', 'workflow_run', 'issue_comment'];

/** What our own rules have against a workflow: what the two validators do not look at. */
export function ownProblems(text: string): readonly string[] {
  const workflow = parseWorkflow(text);
  const jobs = Object.entries(workflow.jobs);
  return [
    ...pinProblems(text),
    ...permissionProblems(workflow),
    ...concurrencyProblems(workflow),
    ...jobs.flatMap(([name, job]) => job.steps.flatMap((step) => stepProblems(name, step))),
    ...(PRIVILEGED.some((event) => event in workflow.on) ? jobs.flatMap(privilegedProblems) : []),
  ];
}

/** Every action by its full commit, with its version beside it, and the two as they belong together. */
function pinProblems(text: string): readonly string[] {
  const lines = text.split('\n').filter((line) => /^[^#]*\buses:/u.test(line));
  return lines.flatMap((line) => {
    const [, action = '', ref = '', comment = ''] = /uses: ([^@\s]+)@(\S+)(?: # (.*))?$/u.exec(line) ?? [];
    if (line.endsWith('uses: ./')) return [];
    if (action === OWN_ACTION && ref === '<sha>' && comment === 'replace with the released SHA') return [];
    const known = KNOWN_ACTIONS.get(action);
    const isRight = known !== undefined && ref === known.sha && comment === known.version;
    return isRight ? [] : [`not pinned as it is known: ${line.trim()}`];
  });
}

function permissionProblems({ permissions, jobs }: Workflow): readonly string[] {
  const top = permissions !== undefined && Object.keys(permissions).length === 0;
  return [
    ...(top ? [] : ['permissions: {} is missing at the top']),
    ...Object.entries(jobs)
      .filter(([, job]) => job.permissions === undefined)
      .map(([name]) => `${name}: permissions are missing`),
  ];
}

/** On pull_request_target the ref is that of the base branch, so that one pull request would cancel another one. */
function concurrencyProblems({ on, concurrency }: Workflow): readonly string[] {
  if (concurrency === undefined || !('pull_request_target' in on)) return [];
  return concurrency.group.includes('github.event.pull_request.number')
    ? []
    : ['the concurrency group of pull_request_target must hold the number of the pull request'];
}

function stepProblems(job: string, step: Step): readonly string[] {
  const problems: string[] = [];
  if (step.uses?.startsWith('actions/checkout@') && step.with['persist-credentials'] !== false)
    problems.push(`${job}: the checkout leaves its token on the disk`);
  if (step.run !== undefined && UNTRUSTED.test(step.run))
    problems.push(`${job}: a stranger's text is expanded in a script`);
  else if (step.run?.includes('${{')) problems.push(`${job}: an expression is expanded in a script`);
  return problems;
}

/** With secrets at hand, nothing that a stranger wrote may be checked out. */
function privilegedProblems([name, { steps }]: readonly [string, Job]): readonly string[] {
  return steps.flatMap((step) => {
    const takesHead =
      step.uses?.startsWith('actions/checkout@') === true &&
      ['ref', 'repository'].some((input) => HEAD.test(String(step.with[input] ?? '')));
    const allows = step.with['allow-unsafe-pr-checkout'] !== undefined;
    const fetches = step.run !== undefined && FETCHES.test(step.run);
    return takesHead || allows || fetches ? [`${name}: checks out the head beside secrets`] : [];
  });
}
