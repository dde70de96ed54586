import type { Place } from '../opencode/node.ts';
import { get, stringOf } from '../opencode/node.ts';
import type { AuditContext } from './rule.ts';
import { placeInRun, type Step, workflowsOf } from './workflow.ts';
import { openCodeCommands, runsOpenCode } from './workflow-agent.ts';

/** Where a workflow runs an agent. */
export type Unattended = Place;

const AGENT = /(?:^|\s)--agent(?:\s+|=)["']?([^\s"'$]+)/;
const APPROVES = /(?:^|\s)--(?:auto|yolo|dangerously-skip-permissions)(?=\s|=|$)/;
const RUNS = /\bopencode(?:-ai)?\S*\s+(?:run|github\s+run)\b/;

/** The agents of the repository that its workflows run with nobody to answer, by name. */
export function unattendedAgents(context: AuditContext): ReadonlyMap<string, Unattended> {
  const found = new Map<string, Unattended>();
  const config = context.project.setUps[0]?.config;
  const usual = stringOf(get(config, 'default_agent')) ?? 'build';
  const steps = workflowsOf(context).flatMap((workflow) => workflow.steps);
  for (const { name, place } of steps.flatMap(({ step }) => namedIn(step, usual, context))) {
    if (!found.has(name)) found.set(name, place);
  }
  return found;
}

type Named = { readonly name: string; readonly place: Place };

function namedIn(step: Step, usual: string, context: AuditContext): readonly Named[] {
  const { run, uses } = step;
  if (!runsOpenCode(step)) return [];
  if (uses !== null) {
    const input = step.inputs.find(({ key }) => key === 'agent');
    if (input?.text.includes('${{') === true) return [];
    return [{ name: input?.text ?? usual, place: (input ?? uses).place }];
  }
  if (run === null) return [];
  return openCodeCommands(run.text)
    .filter((command) => RUNS.test(command) && !APPROVES.test(command))
    .flatMap((command): readonly Named[] => {
      const name = AGENT.exec(command)?.[1];
      if (name === undefined && /(?:^|\s)--agent\b/.test(command)) return [];
      return [{ name: name ?? usual, place: placeInRun(context, run, name ?? 'opencode') }];
    });
}
