import type { Agent } from '../../opencode/agents.ts';
import { isOwnFolder, MATRIX_KEYS } from '../../opencode/matrix.ts';
import { type Action, evaluate, summarise } from '../../opencode/permission.ts';
import type { SetUp } from '../../opencode/project.ts';
import type { MatrixCell } from '../../verdict/verdict.ts';
import { DEAD_KEYS } from '../dead-keys.ts';
import type { ExplainedReach } from './explanation.ts';

const MAX_AGENTS = 500;

/** Every agent that this one can start by `task`, and those that they can start in turn; the short ways first. */
export function explainReach({ agents }: SetUp, self: Agent): readonly ExplainedReach[] {
  const callable = agents.filter((agent) => agent.mode !== 'primary').slice(0, MAX_AGENTS);
  const reached = new Map<string, ExplainedReach>();
  const open = [self];
  for (let at = 0; at < open.length; at += 1) {
    const caller = open[at] ?? self;
    for (const agent of callable) {
      const action = taskAction(caller, agent.name);
      if (action === 'deny' || agent.name === self.name || reached.has(agent.name)) continue;
      const through = caller.name === self.name ? null : caller.name;
      reached.set(agent.name, { agent: agent.name, action, through, gains: gainsOf(self, agent) });
      open.push(agent);
    }
  }
  return [...reached.values()];
}

function taskAction({ rules }: Agent, name: string): Action {
  return evaluate(rules, 'task', name);
}

function gainsOf(self: Agent, other: Agent): ExplainedReach['gains'] {
  const [mine, theirs] = [self, other].map(({ rules }) => rules.filter((rule) => !isOwnFolder(rule)));
  return MATRIX_KEYS.filter((key) => !DEAD_KEYS.has(key)).flatMap((key) => {
    const [own, their] = [summarise(mine ?? [], key), summarise(theirs ?? [], key)];
    return WIDTH[their] > WIDTH[own] ? [{ key, own, theirs: their }] : [];
  });
}

const WIDTH: Readonly<Record<MatrixCell, number>> = { deny: 0, ask: 1, pattern: 2, allow: 3 };
