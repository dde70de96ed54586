import type { Path } from '../change/change.ts';
import {
  type AgentMode,
  type BuiltIn,
  builtInAgents,
  closingRules,
  defaultRules,
  type Surroundings,
} from './built-in.ts';
import { withTopLevelTools } from './legacy.ts';
import { booleanOf, type Entry, entriesOf, get, type Node, type Place, stringOf } from './node.ts';
import { type PermissionRule, permissionRules } from './permission.ts';
import type { Semantics } from './semantics-of.ts';

/** One agent of a set-up, with everything that decides what it may do. */
export type Agent = {
  readonly name: string;
  readonly mode: AgentMode;
  readonly hidden: boolean;
  readonly description: string;
  /** Where the repository defines or changes it; null for a built-in agent that nobody touched. */
  readonly definedAt: Place | null;
  readonly isBuiltIn: boolean;
  readonly rules: readonly PermissionRule[];
};

/**
 * The agents of a merged configuration: the built-in ones first, then those that it adds. Null when all of them
 * together have more than `most` rules.
 */
export function resolveAgents(
  config: Node | undefined,
  surroundings: Surroundings,
  most = Number.POSITIVE_INFINITY,
): readonly Agent[] | null {
  const { semantics } = surroundings;
  const permission = withTopLevelTools(get(config, 'permission'), get(config, 'tools'));
  const builtIns = builtInAgents(surroundings);
  const frame: Frame = {
    semantics,
    before: defaultRules(surroundings),
    global: permissionRules(permission, 'permission', semantics),
    builtIns: new Map(builtIns.map((builtIn) => [builtIn.name, builtIn])),
  };
  const agents = new Map<string, Agent>();
  let rules = 0;
  const set = (name: string, entry: Entry | undefined): void => {
    const agent = resolve(name, entry, frame);
    rules += agent.rules.length;
    agents.set(name, agent);
  };
  for (const { name } of builtIns) set(name, undefined);
  for (const entry of entriesOf(get(config, 'agent'))) {
    // JavaScript takes this key for something else, so OpenCode sees no agent there.
    if (entry.key === '__proto__') continue;
    if (booleanOf(get(entry.node, 'disable')) === true) agents.delete(entry.key);
    else set(entry.key, entry);
    if (rules > most) return null;
  }
  return [...agents.values()];
}

/** What all agents of a set-up share. */
type Frame = {
  readonly semantics: Semantics;
  readonly before: readonly PermissionRule[];
  readonly global: readonly PermissionRule[];
  readonly builtIns: ReadonlyMap<string, BuiltIn>;
};

function resolve(name: string, entry: Entry | undefined, frame: Frame): Agent {
  const node = entry?.node;
  const builtIn = frame.builtIns.get(name);
  const own = permissionRules(get(node, 'permission'), `agent.${name}.permission`, frame.semantics);
  const rules = [...frame.before, ...(builtIn?.rules ?? []), ...frame.global, ...own];
  const common = builtIn ?? { mode: 'all', hidden: false };
  return {
    name,
    mode: modeOf(node) ?? common.mode,
    hidden: booleanOf(get(node, 'hidden')) ?? common.hidden,
    description: stringOf(get(node, 'description')) ?? '',
    definedAt: entry?.place ?? null,
    isBuiltIn: builtIn !== undefined,
    rules: [...rules, ...closingRules(rules)],
  };
}

/** Undefined when nothing valid is written. */
export function modeOf(node: Node | undefined): AgentMode | undefined {
  const text = stringOf(get(node, 'mode'));
  return text === 'primary' || text === 'subagent' || text === 'all' ? text : undefined;
}

/** The file that defines an agent, as the matrix names it. */
export function originOf(agent: Agent): Path {
  return agent.definedAt?.path ?? 'built-in';
}
