import type { Agent } from './agents.ts';
import { get } from './node.ts';
import { decidingRule, isHidden, type PermissionRule } from './permission.ts';
import type { SetUp } from './project.ts';
import { PINNED, type Semantics } from './semantics-of.ts';

/** An agent that another one can have started with the tool `task`. */
export type Reached = {
  readonly agent: Agent;
  /** The names of the agents on the way, the caller first; never empty. */
  readonly by: readonly string[];
  /** `ask` when somebody is asked on the way. */
  readonly action: 'allow' | 'ask';
  /** False for a primary agent, which OpenCode does not name to the model and starts all the same. */
  readonly isListed: boolean;
  /** What holds for it once it is started: its own rules, then those that its session gets. */
  readonly rules: readonly PermissionRule[];
};

/** Further than any real `subagent_depth`. */
const MAX_DEPTH = 16;

/**
 * Everything that an agent can reach through `task`, itself or through others, the nearest first and each once. What
 * the caller is denied is not passed on (but see {@link Semantics.inheritsDenials}). OpenCode stops at `subagent_depth`
 * (1 where nothing is said), and a started agent goes on only where its rules have the key `task`.
 */
export function reachOf(setUp: SetUp, from: Agent, semantics: Semantics = PINNED): readonly Reached[] {
  const found = new Map<string, Reached>();
  const start: Reached = { agent: from, by: [], action: 'allow', isListed: true, rules: from.rules };
  let front: readonly Reached[] = [start];
  for (let depth = depthOf(setUp); depth > 0 && front.length > 0; depth -= 1) {
    const next = front.flatMap((caller) => startedBy(setUp, caller, semantics));
    front = next.toSorted(byAction).filter((one) => {
      if (one.agent === from || found.has(one.agent.name)) return false;
      found.set(one.agent.name, one);
      return true;
    });
  }
  return [...found.values()];
}

/** How often an agent may start another one, one below the other. */
export function depthOf({ config }: SetUp): number {
  const node = get(config, 'subagent_depth') ?? get(get(config, 'experimental'), 'subagent_depth');
  const depth = node?.kind === 'scalar' && typeof node.value === 'number' ? node.value : 1;
  return Math.min(Math.max(depth, 0), MAX_DEPTH);
}

function startedBy(setUp: SetUp, caller: Reached, semantics: Semantics): readonly Reached[] {
  if (isHidden(caller.rules, 'task', semantics)) return [];
  return setUp.agents.flatMap((agent): Reached[] => {
    const action = decidingRule(caller.rules, 'task', agent.name, semantics)?.action ?? 'ask';
    if (action === 'deny') return [];
    const isListed = agent.mode !== 'primary';
    const worst = caller.action === 'allow' ? action : 'ask';
    const rules = [...agent.rules, ...sessionRules(caller, agent, semantics)];
    return [{ agent, by: [...caller.by, caller.agent.name], action: worst, isListed, rules }];
  });
}

/** A started agent has no `task` and no `todowrite` unless its rules speak of them by these very names. */
function sessionRules(caller: Reached, agent: Agent, semantics: Semantics): readonly PermissionRule[] {
  const inherited = semantics.inheritsDenials
    ? caller.rules.filter((rule) => rule.action === 'deny' || rule.permission === 'external_directory')
    : [];
  const missing = ['todowrite', 'task'].filter((key) => !agent.rules.some((rule) => rule.permission === key));
  return [...inherited, ...missing.map(sessionDenial)];
}

function sessionDenial(permission: string): PermissionRule {
  return { permission, pattern: '*', action: 'deny', origin: null, way: 'session' };
}

function byAction(a: Reached, b: Reached): number {
  return Number(a.action === 'ask') - Number(b.action === 'ask');
}
