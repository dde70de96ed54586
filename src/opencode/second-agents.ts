import { type Agent, modeOf } from './agents.ts';
import { type AgentMode, builtInAgents, defaultRules, type Surroundings } from './built-in.ts';
import type { FolderLayers } from './layers.ts';
import { normalisePermission } from './legacy.ts';
import { booleanOf, type Entry, entriesOf, get, itemsOf, stringOf } from './node.ts';
import type { Asset } from './parse-asset.ts';
import { type PermissionRule, permissionRules } from './permission.ts';
import { secondRules, toolRules } from './second-rules.ts';
import { shapeOf } from './shape.ts';

/**
 * The agents of a set-up as version 2 of OpenCode reads it: no layer is merged into another. The rules for all agents
 * of every file come first, one file after the other, then those of each file for the agent. Null when all agents
 * together have more than `most` rules.
 */
export function resolveSecondAgents(
  chain: readonly FolderLayers[],
  surroundings: Surroundings,
  most: number,
): readonly Agent[] | null {
  const documents = documentsOf(chain);
  const before = [...defaultRules(surroundings)];
  const global = documents.flatMap((document) => document.rules);
  const agents = new Map<string, Agent>();
  for (const { name, mode, hidden, rules } of builtInAgents(surroundings)) {
    const common = { name, mode, hidden, description: '', definedAt: null, isBuiltIn: true };
    agents.set(name, { ...common, rules: [...before, ...rules, ...global] });
  }
  const builtIns = new Set(agents.keys());
  let count = 0;
  for (const part of documents.flatMap((document) => document.agents)) {
    if (part.isDisabled) agents.delete(part.name);
    else agents.set(part.name, extend(agents.get(part.name) ?? fresh(part.name, global, builtIns), part));
    count += part.rules.length + global.length;
    if (count > most) return null;
  }
  return [...agents.values()];
}

/** An agent of the user's own starts from the rules for all agents alone: what nobody mentions is asked. */
function fresh(name: string, global: readonly PermissionRule[], builtIns: ReadonlySet<string>): Agent {
  const common = { name, hidden: false, description: '', definedAt: null, isBuiltIn: builtIns.has(name) };
  return { ...common, mode: 'all', rules: global };
}

function extend(agent: Agent, part: Part): Agent {
  return {
    ...agent,
    mode: part.mode ?? agent.mode,
    hidden: part.hidden ?? agent.hidden,
    description: part.description ?? agent.description,
    definedAt: part.entry.place,
    rules: [...agent.rules, ...part.rules],
  };
}

type Document = { readonly rules: readonly PermissionRule[]; readonly agents: readonly Part[] };

type Part = {
  readonly name: string;
  readonly entry: Entry;
  readonly isDisabled: boolean;
  readonly mode: AgentMode | undefined;
  readonly hidden: boolean | undefined;
  readonly description: string | undefined;
  readonly rules: readonly PermissionRule[];
};

function documentsOf(chain: readonly FolderLayers[]): readonly Document[] {
  return [
    ...chain.flatMap((layers) => layers.configs.map(configDocument)),
    // Unlike version 1, version 2 lets a nested `.opencode` win over the root's.
    ...chain.flatMap((layers) => [
      ...layers.dotConfigs.map(configDocument),
      ...layers.agents.map((asset) => markdownDocument(asset, undefined)),
      ...layers.modes.map((asset) => markdownDocument(asset, 'primary')),
    ]),
  ];
}

function configDocument({ root }: Asset): Document {
  const node = root ?? undefined;
  const shape = shapeOf(node);
  if (shape === null) return { rules: [], agents: [] };
  if (shape === 2) {
    const agents = entriesOf(get(node, 'agents')).map((entry) => secondPart(entry));
    return { rules: secondRules(itemsOf(get(node, 'permissions')), 'permissions'), agents };
  }
  const own = permissionRules(normalisePermission(get(node, 'permission')), 'permission');
  return {
    rules: [...toolRules(get(node, 'tools'), 'tools'), ...own],
    agents: [
      ...entriesOf(get(node, 'agent')).map((entry) => firstPart(entry, undefined)),
      ...entriesOf(get(node, 'mode')).map((entry) => firstPart(entry, 'primary')),
    ],
  };
}

const KEYS_OF_AGENT = new Set(
  'model variant request system description mode hidden color steps disabled permissions'.split(' '),
);

/** Front matter with a key that version 2 does not know is read as version 1; its name is always the file's. */
function markdownDocument(asset: Asset, mode: AgentMode | undefined): Document {
  if (asset.root === null) return { rules: [], agents: [] };
  const entries = entriesOf(asset.root);
  const place = entries[0]?.place ?? { path: asset.path, line: 1, column: 1 };
  const entry: Entry = { key: asset.name, place, node: asset.root };
  const isSecond = entries.every(({ key }) => KEYS_OF_AGENT.has(key));
  const part = isSecond ? secondPart(entry) : firstPart(entry, mode);
  return { rules: [], agents: [{ ...part, mode: mode ?? part.mode }] };
}

function secondPart(entry: Entry): Part {
  const way = `agent.${entry.key}.permissions`;
  const rules = secondRules(itemsOf(get(entry.node, 'permissions')), way);
  return { ...commonPart(entry), isDisabled: booleanOf(get(entry.node, 'disabled')) === true, rules };
}

function firstPart(entry: Entry, mode: AgentMode | undefined): Part {
  const common = commonPart(entry);
  const way = `agent.${entry.key}.permission`;
  const own = permissionRules(normalisePermission(get(entry.node, 'permission')), way);
  const given = new Set(own.map((rule) => rule.permission));
  // In version 1 the permission is assigned over the tools, which keep their places.
  const tools = toolRules(get(entry.node, 'tools'), way).filter((rule) => !given.has(rule.permission));
  const isDisabled = booleanOf(get(entry.node, 'disable')) === true;
  return { ...common, mode: mode ?? common.mode, isDisabled, rules: [...tools, ...own] };
}

function commonPart(entry: Entry): Omit<Part, 'isDisabled' | 'rules'> {
  return {
    name: entry.key,
    entry,
    mode: modeOf(entry.node),
    hidden: booleanOf(get(entry.node, 'hidden')),
    description: stringOf(get(entry.node, 'description')),
  };
}
