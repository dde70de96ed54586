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
import { foldersText, numbers, type Spend } from './sharing.ts';

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
 * Resolves the agents of merged configurations: the built-in ones first, then those that it adds. What two
 * configurations have in common is resolved once: the same list for those that say the same to all agents, and else
 * the same agent where the rules for all and its own entry are the same. Null when there are more new agents or new
 * rules than `spend` allows.
 */
export function agentResolver(
  semantics: Semantics,
  spend: Spend,
): (config: Node | undefined, folders: readonly PermissionRule[]) => readonly Agent[] | null {
  const idOf = numbers();
  const frames = new Map<string, Frame>();
  return (config, folders) => {
    const [permission, tools] = [get(config, 'permission'), get(config, 'tools')];
    const key = `${idOf(permission)} ${idOf(tools)} ${foldersText(folders)}`;
    const frame = frames.get(key) ?? frameOf(withTopLevelTools(permission, tools), { semantics, folders });
    frames.set(key, frame);
    const agent = get(config, 'agent');
    const agents = frame.lists.get(agent) ?? resolveAll(agent, frame, spend);
    if (agents !== null) frame.lists.set(agent, agents);
    return agents;
  };
}

/** What all agents of a set-up share. */
type Shared = {
  readonly semantics: Semantics;
  readonly before: readonly PermissionRule[];
  readonly global: readonly PermissionRule[];
  /** What an agent that is not built in begins with. */
  readonly start: readonly PermissionRule[];
  readonly builtIns: ReadonlyMap<string, BuiltIn>;
};

/** The same, and what was resolved with it before. */
type Frame = Shared & {
  readonly untouched: readonly Agent[];
  readonly lists: Map<Node | undefined, readonly Agent[]>;
  readonly byNode: Map<Node, Agent>;
};

function frameOf(permission: Node | undefined, surroundings: Surroundings): Frame {
  const { semantics } = surroundings;
  const [before, global] = [defaultRules(surroundings), permissionRules(permission, 'permission', semantics)];
  const builtIns = new Map(builtInAgents(surroundings).map((builtIn) => [builtIn.name, builtIn]));
  const shared: Shared = { semantics, before, global, start: [...before, ...global], builtIns };
  const untouched = [...builtIns.keys()].map((name) => resolve(name, undefined, shared));
  return { ...shared, untouched, lists: new Map(), byNode: new Map() };
}

function resolveAll(node: Node | undefined, frame: Frame, spend: Spend): readonly Agent[] | null {
  const agents = new Map(frame.untouched.map((agent) => [agent.name, agent]));
  const entries = entriesOf(node);
  if (!spend(entries.length + agents.size)) return null;
  for (const entry of entries) {
    // JavaScript takes this key for something else, so OpenCode sees no agent there.
    if (entry.key === '__proto__') continue;
    if (booleanOf(get(entry.node, 'disable')) === true) {
      agents.delete(entry.key);
      continue;
    }
    const known = frame.byNode.get(entry.node);
    const isSame = known?.name === entry.key && known.definedAt === entry.place;
    const agent = isSame ? known : resolve(entry.key, entry, frame);
    if (agent !== known && !spend(agent.rules.length)) return null;
    frame.byNode.set(entry.node, agent);
    agents.set(entry.key, agent);
  }
  return [...agents.values()];
}

function resolve(name: string, entry: Entry | undefined, shared: Shared): Agent {
  const node = entry?.node;
  const builtIn = shared.builtIns.get(name);
  const start = builtIn === undefined ? shared.start : [...shared.before, ...builtIn.rules, ...shared.global];
  const own = permissionRules(get(node, 'permission'), `agent.${name}.permission`, shared.semantics);
  const common = builtIn ?? { mode: 'all', hidden: false };
  return {
    name,
    mode: modeOf(node) ?? common.mode,
    hidden: booleanOf(get(node, 'hidden')) ?? common.hidden,
    description: stringOf(get(node, 'description')) ?? '',
    definedAt: entry?.place ?? null,
    isBuiltIn: builtIn !== undefined,
    rules: start.concat(own, closingRules(start, own)),
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
