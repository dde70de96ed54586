import type { Agent } from '../opencode/agents.ts';
import { get } from '../opencode/node.ts';
import { evaluate, isHidden } from '../opencode/permission.ts';
import type { SetUp } from '../opencode/project.ts';
import { isOwn, openingRule } from './decision.ts';

/** How many starts a way has at most, whatever `subagent_depth` says. */
const MAX_DEPTH = 8;
/** The widest subagents are tried first; a set-up with more than these has shown what is wrong by then. */
const MAX_TRIED = 100;

/** A subagent that an agent can start without asking, and the agents on the way to it, the first one included. */
export type Reached = { readonly agent: Agent; readonly by: readonly string[] };

/**
 * The subagents that open something and that an agent can have started, itself or through others, the nearest and
 * widest first. Nothing of what the agent may not do is passed on to them. OpenCode stops at `subagent_depth` (1
 * unless the configuration says more), and lets a subagent go on only where its own rules speak of `task`.
 */
export function* taskReach(setUp: SetUp, from: Agent): Iterable<Reached> {
  const reached = new Set([from.name]);
  let front: readonly Reached[] = [{ agent: from, by: [] }];
  for (let depth = depthOf(setUp); depth > 0 && front.length > 0; depth -= 1) {
    const next: Reached[] = [];
    for (const one of startedByAny(setUp, front)) {
      if (reached.has(one.agent.name)) continue;
      reached.add(one.agent.name);
      next.push(one);
      yield one;
    }
    front = next;
  }
}

function* startedByAny(setUp: SetUp, front: readonly Reached[]): Iterable<Reached> {
  for (const at of front) yield* startedBy(setUp, at);
}

function* startedBy(setUp: SetUp, { agent, by }: Reached): Iterable<Reached> {
  const isStarted = by.length > 0 || agent.mode === 'subagent';
  if (isStarted && !speaksOfTask(agent)) return;
  if (isHidden(agent.rules, 'task')) return;
  const { widest, byName } = subagentsOf(setUp);
  const named = agent.rules.flatMap((rule) =>
    rule.permission === 'task' && rule.action === 'allow' ? (byName.get(rule.pattern) ?? []) : [],
  );
  for (const one of new Set([...named, ...widest])) {
    if (evaluate(agent.rules, 'task', one.name) !== 'allow') continue;
    yield { agent: one, by: by.length === 0 ? [agent.name] : [...by, agent.name] };
  }
}

type Subagents = { readonly widest: readonly Agent[]; readonly byName: ReadonlyMap<string, Agent> };

const MEMO = new WeakMap<SetUp, Subagents>();

function subagentsOf(setUp: SetUp): Subagents {
  const known = MEMO.get(setUp);
  if (known !== undefined) return known;
  const subagents = setUp.agents.filter((agent) => agent.mode !== 'primary');
  // One that opens nothing, and leads nowhere, takes nobody further.
  const ranked = subagents
    .map((agent) => ({ agent, width: widthOf(agent) }))
    .filter(({ agent, width }) => width > 0 || speaksOfTask(agent))
    .toSorted((a, b) => b.width - a.width);
  const found = {
    widest: ranked.slice(0, MAX_TRIED).map(({ agent }) => agent),
    byName: new Map(ranked.map(({ agent }) => [agent.name, agent])),
  };
  MEMO.set(setUp, found);
  return found;
}

function speaksOfTask(agent: Agent): boolean {
  return agent.rules.some((rule) => isOwn(rule) && rule.permission === 'task');
}

function widthOf(agent: Agent): number {
  return (['bash', 'edit', 'external_directory'] as const).filter((key) => openingRule(agent, key) !== null)
    .length;
}

function depthOf({ config }: SetUp): number {
  const node = get(config, 'subagent_depth');
  const depth = node?.kind === 'scalar' && typeof node.value === 'number' ? node.value : 1;
  return Math.min(Math.max(depth, 0), MAX_DEPTH);
}
