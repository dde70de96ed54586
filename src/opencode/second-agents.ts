import { type Agent, modeOf } from './agents.ts';
import { type AgentMode, builtInAgents, defaultRules, type Surroundings } from './built-in.ts';
import type { FolderLayers } from './layers.ts';
import { normalisePermission } from './legacy.ts';
import { booleanOf, type Entry, entriesOf, get, itemsOf, stringOf } from './node.ts';
import type { Asset } from './parse-asset.ts';
import { type PermissionRule, permissionRules } from './permission.ts';
import { secondRules, toolRules } from './second-rules.ts';
import type { Semantics } from './semantics-of.ts';
import { shapeOf } from './shape.ts';
import { foldersText, numbers, type Spend } from './sharing.ts';

/**
 * Resolves the agents of set-ups as version 2 of OpenCode reads them: no layer is merged into another. The rules for
 * all agents of every file come first, one file after the other, then those of each file for the agent. Files that
 * two set-ups have in common make the same agents in both. Null when there are more new agents or new rules than
 * `spend` allows.
 */
export function secondAgentResolver(
  semantics: Semantics,
  spend: Spend,
): (chain: readonly FolderLayers[], folders: readonly PermissionRule[]) => readonly Agent[] | null {
  const documentsOf = documentReader();
  const idOf = numbers();
  const frames = new Map<string, Frame>();
  return (chain, folders) => {
    const documents = chain.map(documentsOf);
    const global = documents.filter((one) => one.haveRules);
    const key = `${global.map(idOf).join(' ')} ${foldersText(folders)}`;
    const frame = frames.get(key) ?? frameOf(inOrder(global), { semantics, folders });
    frames.set(key, frame);
    const own = documents.filter((one) => one.haveAgents);
    const keyOfList = own.map(idOf).join(' ');
    const list = frame.lists.get(keyOfList) ?? resolveAll(inOrder(own), frame, spend);
    if (list !== null) frame.lists.set(keyOfList, list);
    return list;
  };
}

/** What all agents of a set-up share, and what was resolved with it before. */
type Frame = {
  readonly global: readonly PermissionRule[];
  readonly untouched: readonly Agent[];
  readonly lists: Map<string, readonly Agent[]>;
  readonly byPart: Map<Part, { readonly from: Agent | undefined; readonly agent: Agent }>;
};

function frameOf(documents: readonly Document[], surroundings: Surroundings): Frame {
  const before = defaultRules(surroundings);
  const global = documents.flatMap((document) => document.rules);
  const untouched = builtInAgents(surroundings).map(({ name, mode, hidden, rules }): Agent => {
    const common = { name, mode, hidden, description: '', definedAt: null, isBuiltIn: true };
    return { ...common, rules: [...before, ...rules, ...global] };
  });
  return { global, untouched, lists: new Map(), byPart: new Map() };
}

function resolveAll(documents: readonly Document[], frame: Frame, spend: Spend): readonly Agent[] | null {
  const agents = new Map(frame.untouched.map((agent) => [agent.name, agent]));
  for (const part of documents.flatMap((document) => document.agents)) {
    if (!spend(1)) return null;
    if (part.isDisabled) {
      agents.delete(part.name);
      continue;
    }
    const from = agents.get(part.name);
    const known = frame.byPart.get(part);
    const isSame = known !== undefined && known.from === from;
    const agent = isSame ? known.agent : extend(from ?? fresh(part.name, frame), part);
    if (!isSame && !spend(agent.rules.length)) return null;
    frame.byPart.set(part, { from, agent });
    agents.set(part.name, agent);
  }
  return [...agents.values()];
}

/** An agent of the user's own starts from the rules for all agents alone: what nobody mentions is asked. */
function fresh(name: string, { global, untouched }: Frame): Agent {
  const isBuiltIn = untouched.some((agent) => agent.name === name);
  return { name, hidden: false, description: '', definedAt: null, isBuiltIn, mode: 'all', rules: global };
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

/** The files of one folder, and of its `.opencode`. */
type Documents = {
  readonly configs: readonly Document[];
  readonly dots: readonly Document[];
  readonly haveRules: boolean;
  readonly haveAgents: boolean;
};

/** Each folder is read once, whatever chains it is in. */
function documentReader(): (layers: FolderLayers) => Documents {
  const known = new Map<FolderLayers, Documents>();
  return (layers) => {
    const documents = known.get(layers) ?? documentsIn(layers);
    known.set(layers, documents);
    return documents;
  };
}

function documentsIn(layers: FolderLayers): Documents {
  const configs = layers.configs.map(configDocument);
  const dots = [
    ...layers.dotConfigs.map(configDocument),
    ...layers.agents.map((asset) => markdownDocument(asset, undefined)),
    ...layers.modes.map((asset) => markdownDocument(asset, 'primary')),
  ];
  const all = [...configs, ...dots];
  return {
    configs,
    dots,
    haveRules: all.some(({ rules }) => rules.length > 0),
    haveAgents: all.some(({ agents }) => agents.length > 0),
  };
}

/** Unlike version 1, version 2 lets a nested `.opencode` win over the root's. */
function inOrder(documents: readonly Documents[]): readonly Document[] {
  return [...documents.flatMap(({ configs }) => configs), ...documents.flatMap(({ dots }) => dots)];
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
