import type { Agent } from '../opencode/agents.ts';
import type { Spot } from './decision.ts';
import { quoteNames } from './quote-names.ts';

/** Something against an agent, and where to show it; null for a place that is nobody's to change. */
export type Case<T> = { readonly spot: Spot | null; readonly agent: Agent; readonly value: T };

/** The cases of one place: what the first one says, and every agent that it is true of. */
export type Group<T> = { readonly spot: Spot; readonly value: T; readonly agents: readonly string[] };

/** Each place once: a rule for all agents is one line to change, however many agents it reaches. */
export function bySpot<T>(cases: Iterable<Case<T>>): readonly Group<T>[] {
  const groups = new Map<string, { spot: Spot; value: T; agents: Set<string> }>();
  for (const { spot, agent, value } of cases) {
    if (spot === null) continue;
    const key = `${spot.line}\0${spot.path}\0${spot.identity ?? spot.scope ?? ''}`;
    const group = groups.get(key) ?? { spot, value, agents: new Set<string>() };
    group.agents.add(agent.name);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ spot, value, agents }) => ({ spot, value, agents: [...agents] }));
}

/** `the agent "a"`, or `the agents "a", "b" and 2 more`. */
export function nameAgents(agents: readonly string[]): string {
  return `the ${agents.length === 1 ? 'agent' : 'agents'} ${quoteNames(agents)}`;
}

/** The same at the start of a sentence. */
export function agentsMay(agents: readonly string[]): string {
  return `T${nameAgents(agents).slice(1)} may`;
}
