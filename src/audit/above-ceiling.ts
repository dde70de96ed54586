import type { Agent } from '../opencode/agents.ts';
import { isOwnFolder } from '../opencode/matrix.ts';
import type { SetUp } from '../opencode/project.ts';
import { ceilingOf } from '../policy/ceiling.ts';
import { type Excess, excessFinder } from '../policy/excess.ts';
import { indexOf } from './before.ts';
import { agentsOf, type Placed, type Spot, spotOf } from './decision.ts';
import { keysOf } from './keys-of.ts';
import type { AuditContext } from './rule.ts';

/** More than the ceiling grants; `shown` is its key as people write it. */
export type Above = Excess & { readonly shown: string };

/** What one place gives too much of, to which agents. */
export type AbovePlace = {
  readonly spot: Spot;
  readonly items: readonly Above[];
  readonly agents: readonly string[];
  /** Of agents that were there before: they did not have this at the base. */
  readonly isNew: boolean;
};

type Find = (setUp: SetUp, agent: Agent) => readonly Above[];

/**
 * Each place at which an agent has more than its ceiling. What an agent had at the base already and what it has
 * gained stand apart, so that taking something away never looks new, and adding something always does.
 */
export function placesAbove(context: AuditContext): readonly AbovePlace[] {
  const find = finderFor(context);
  const places = new Map<string, AbovePlace & { readonly items: Above[]; readonly agents: string[] }>();
  const findBefore = beforeFinder(context);
  for (const placed of agentsOf(context)) {
    const { setUp, agent } = placed;
    const before = findBefore(placed);
    const old = before === null ? null : new Set(find(before.setUp, before.agent).map(idOf));
    for (const item of find(setUp, agent)) {
      const spot = spotOf(agent, item.rule);
      if (spot === null) continue;
      const isNew = old !== null && !old.has(idOf(item));
      const key = JSON.stringify([spot, isNew]);
      const place = places.get(key) ?? { spot, items: [], agents: [], isNew };
      if (!place.items.some((other) => idOf(other) === idOf(item))) place.items.push(item);
      if (!place.agents.includes(agent.name)) place.agents.push(agent.name);
      places.set(key, place);
    }
  }
  return [...places.values()];
}

/** The key, the rule that decides and what it says, wherever it is written. */
export function idOf({ shown, rule, granted }: Above): string {
  return JSON.stringify([shown, rule.permission, rule.pattern, rule.action, granted]);
}

function finderFor({ policy, today, project }: AuditContext): Find {
  const findExcess = excessFinder(project.semantics);
  const general = ceilingOf({ ...policy, agents: {} }, '', today);
  return (setUp, agent) => {
    const hasOwn = Object.hasOwn(policy.agents, agent.name);
    const ceiling = hasOwn ? ceilingOf(policy, agent.name, today) : general;
    if (ceiling === null) return [];
    const rules = agent.rules.filter((rule) => !isOwnFolder(rule));
    return keysOf(setUp, agent).flatMap(({ key, shown }) =>
      findExcess(rules, ceiling, key).map((excess): Above => ({ ...excess, shown })),
    );
  };
}

/** Finds the same agent at the base: by its name in its folder, or by its file if that was renamed. */
function beforeFinder({ base, change }: AuditContext): (placed: Placed) => Omit<Placed, 'semantics'> | null {
  const setUps = new Map(base?.setUps.map((setUp) => [setUp.folder, setUp]));
  const renamed = new Map(
    change.files
      .filter(({ status }) => status === 'renamed')
      .map(({ path, basePath }) => [path, basePath] as const),
  );
  return ({ setUp, agent: { name, definedAt } }) => {
    const was = setUps.get(setUp.folder);
    if (was === undefined) return null;
    const { byName, byPath } = indexOf(was.agents);
    const path = renamed.get(definedAt?.path ?? '');
    const agent = byName.get(name) ?? (path === undefined ? undefined : byPath.get(path));
    return agent === undefined ? null : { setUp: was, agent };
  };
}
