import type { Path } from '../change/change.ts';
import { bodyOf } from './front-matter.ts';
import { normaliseAgent, normalisePermission } from './legacy.ts';
import { lowerAgents } from './lower-agents.ts';
import { type Merge, mergeDeep, sharedMerge } from './merge.ts';
import {
  type Entry,
  entriesOf,
  get,
  type Node,
  objectNode,
  type Place,
  scalarNode,
  toValue,
} from './node.ts';
import type { Asset } from './parse-asset.ts';
import { PINNED, type Semantics } from './semantics-of.ts';

/** The assets of each folder that say what agents are: in the folder itself, and in its `.opencode`. */
export type FolderLayers = {
  readonly configs: Asset[];
  readonly dotConfigs: Asset[];
  readonly agents: Asset[];
  readonly modes: Asset[];
  readonly skills: Asset[];
};

export function layersByFolder(
  assets: readonly Asset[],
  semantics: Semantics = PINNED,
): ReadonlyMap<Path, FolderLayers> {
  const folders = new Map<Path, FolderLayers>();
  for (const asset of assets.toSorted(byPath)) {
    const slot = slotOf(asset);
    if (slot === null || (isPlural(asset) && !semantics.pluralFolders)) continue;
    const layers = folders.get(asset.folder) ?? noLayers();
    folders.set(asset.folder, layers);
    layers[slot].push(asset);
  }
  if (semantics.winner === 'opencode.json') {
    for (const { configs, dotConfigs } of folders.values())
      [configs, dotConfigs].forEach((one) => one.reverse());
  }
  return folders;
}

function noLayers(): FolderLayers {
  return { configs: [], dotConfigs: [], agents: [], modes: [], skills: [] };
}

function isPlural({ path, kind }: Asset): boolean {
  return (kind === 'agent' || kind === 'mode') && path.split('/').includes(`${kind}s`);
}

/**
 * One configuration for a start in the last folder of `chain` (root first), later layers over earlier ones: the
 * configs from the root down, then the `.opencode` folders from the nearest up to the root. So a `.opencode` at the
 * root wins over a nested one. What two chains have in common is read and merged once, and is the same node in both.
 */
export function layerMerger(
  semantics: Semantics = PINNED,
): (chain: readonly FolderLayers[]) => Node | undefined {
  const known = new Map<FolderLayers, FolderNodes>();
  const merge = sharedMerge();
  const withModes = modeReader(merge);
  return (chain) => {
    const nodes = chain.map((layers) => {
      const found = known.get(layers) ?? nodesOf(layers, semantics);
      known.set(layers, found);
      return found;
    });
    return withModes(
      merge([...nodes.flatMap(({ configs }) => configs), ...nodes.toReversed().flatMap(({ dots }) => dots)]),
    );
  };
}

type Layer = Node | undefined;
type FolderNodes = { readonly configs: readonly Layer[]; readonly dots: readonly Layer[] };

function nodesOf({ configs, dotConfigs, agents, modes }: FolderLayers, semantics: Semantics): FolderNodes {
  const layerOf = (asset: Asset): Layer => configLayer(asset, semantics);
  const dots = [...dotConfigs.map(layerOf), agentsLayer(agents, null), agentsLayer(modes, 'primary')];
  return { configs: configs.map(layerOf), dots };
}

function slotOf(asset: Asset): keyof FolderLayers | null {
  if (asset.root === null) return null;
  if (asset.kind === 'agent') return 'agents';
  if (asset.kind === 'mode') return 'modes';
  if (asset.kind === 'skill') return 'skills';
  if (asset.kind !== 'config') return null;
  return asset.path.split('/').at(-2) === '.opencode' ? 'dotConfigs' : 'configs';
}

/** `opencode.json` sorts before `opencode.jsonc`, which wins. */
function byPath(a: Asset, b: Asset): number {
  if (a.path === b.path) return 0;
  return a.path < b.path ? -1 : 1;
}

function configLayer(asset: Asset, semantics: Semantics): Node | undefined {
  const root = asset.root ?? undefined;
  if (root?.kind !== 'object') return undefined;
  const own = get(root, 'agent');
  const agent = semantics.newAgents === 'lowered' ? lowerAgents(get(root, 'agents'), own) : own;
  const parts = {
    agent: normaliseEach(agent),
    mode: normaliseEach(get(root, 'mode')),
    permission: normalisePermission(get(root, 'permission')),
  };
  const others = [...root.entries.values()].filter(
    (entry) => !(entry.key in parts) && entry.key !== 'agents',
  );
  return objectNode(root.place, [
    ...others,
    ...Object.entries(parts).flatMap(([key, node]) => entryOf(key, node)),
  ]);
}

/** The agents of one folder. Two files that make the same agent are not merged: the last one read is the agent. */
function agentsLayer(assets: readonly Asset[], mode: string | null): Node | undefined {
  const entries = assets.flatMap((asset): Entry[] => {
    if (asset.root === null) return [];
    const place = placeOfAgent(asset);
    const body = bodyOf(asset.text ?? '');
    const forced = [
      ...(mode === null ? [] : entryOf('mode', scalarNode(place, mode))),
      ...(body === '' ? [] : entryOf('prompt', scalarNode(place, body))),
    ];
    const node = normaliseAgent(objectNode(asset.root.place, [...entriesOf(asset.root), ...forced]));
    return [{ key: agentNameOf(asset), place, node }];
  });
  const place = entries[0]?.place;
  return place === undefined ? undefined : objectNode(place, entryOf('agent', objectNode(place, entries)));
}

/** Where a reader looks first: what limits the agent, else what it is, else the first line. */
function placeOfAgent({ root, path }: Asset): Place {
  const entries = entriesOf(root ?? undefined);
  const found = ['permission', 'tools', 'description'].map((key) =>
    entries.find((entry) => entry.key === key),
  );
  return (found.find((entry) => entry !== undefined) ?? entries[0])?.place ?? { path, line: 1, column: 1 };
}

/** Front matter may give the agent any name, also one of OpenCode's own; JavaScript makes a text of whatever it is. */
export function agentNameOf({ root, name }: Asset): string {
  const given = get(root ?? undefined, 'name');
  return given === undefined ? name : String(toValue(given));
}

function normaliseEach(agents: Node | undefined): Node | undefined {
  if (agents?.kind !== 'object') return agents;
  return objectNode(
    agents.place,
    entriesOf(agents).map((entry) => ({ ...entry, node: normaliseAgent(entry.node) })),
  );
}

/** The old key `mode` makes primary agents. */
function modeReader(merge: Merge): (config: Layer) => Layer {
  const known = new Map<Node, Node>();
  return (config) => {
    const modes = get(config, 'mode');
    if (config === undefined || modes === undefined || entriesOf(modes).length === 0) return config;
    const layer = known.get(modes) ?? modesLayer(modes);
    known.set(modes, layer);
    return merge([config, layer]);
  };
}

function modesLayer(modes: Node): Node {
  const entries = entriesOf(modes).map((entry): Entry => {
    const primary = objectNode(entry.place, entryOf('mode', scalarNode(entry.place, 'primary')));
    return { ...entry, node: mergeDeep([entry.node, primary]) ?? primary };
  });
  return objectNode(modes.place, entryOf('agent', objectNode(modes.place, entries)));
}

function entryOf(key: string, node: Node | undefined): Entry[] {
  return node === undefined ? [] : [{ key, place: node.place, node }];
}
