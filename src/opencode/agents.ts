import type { Path } from '../change/change.ts';
import { type AgentMode, BUILT_INS, type BuiltIn, closingRules, DEFAULT_RULES } from './built-in.ts';
import { withTopLevelTools } from './legacy.ts';
import { booleanOf, type Entry, entriesOf, get, type Node, type Place, stringOf } from './node.ts';
import { type PermissionRule, permissionRules } from './permission.ts';

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
  most = Number.POSITIVE_INFINITY,
): readonly Agent[] | null {
  const permission = withTopLevelTools(get(config, 'permission'), get(config, 'tools'));
  const global = permissionRules(permission, 'permission');
  const agents = new Map<string, Agent>();
  let rules = 0;
  const set = (builtIn: BuiltIn, entry: Entry | undefined): void => {
    const agent = resolve(builtIn, entry, global);
    rules += agent.rules.length;
    agents.set(agent.name, agent);
  };
  for (const builtIn of BUILT_INS) set(builtIn, undefined);
  for (const entry of entriesOf(get(config, 'agent'))) {
    // JavaScript takes this key for something else, so OpenCode sees no agent there.
    if (entry.key === '__proto__') continue;
    if (booleanOf(get(entry.node, 'disable')) === true) agents.delete(entry.key);
    else set(builtInNamed(entry.key), entry);
    if (rules > most) return null;
  }
  return [...agents.values()];
}

function builtInNamed(name: string): BuiltIn {
  const found = BUILT_INS.find((builtIn) => builtIn.name === name);
  return found ?? { name, mode: 'all', hidden: false, rules: [] };
}

function resolve(builtIn: BuiltIn, entry: Entry | undefined, global: readonly PermissionRule[]): Agent {
  const node = entry?.node;
  const own = permissionRules(get(node, 'permission'), `agent.${builtIn.name}.permission`);
  const rules = [...DEFAULT_RULES, ...builtIn.rules, ...global, ...own];
  return {
    name: builtIn.name,
    mode: modeOf(node) ?? builtIn.mode,
    hidden: booleanOf(get(node, 'hidden')) ?? builtIn.hidden,
    description: stringOf(get(node, 'description')) ?? '',
    definedAt: entry?.place ?? null,
    isBuiltIn: BUILT_INS.some((known) => known.name === builtIn.name),
    rules: [...rules, ...closingRules(rules)],
  };
}

function modeOf(node: Node | undefined): AgentMode | undefined {
  const text = stringOf(get(node, 'mode'));
  return text === 'primary' || text === 'subagent' || text === 'all' ? text : undefined;
}

/** The file that defines an agent, as the matrix names it. */
export function originOf(agent: Agent): Path {
  return agent.definedAt?.path ?? 'built-in';
}
