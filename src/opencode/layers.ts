import type { Path } from '../change/change.ts';
import { bodyOf } from './front-matter.ts';
import { normaliseAgent, normalisePermission } from './legacy.ts';
import { mergeDeep } from './merge.ts';
import { type Entry, entriesOf, get, type Node, objectNode, type Place, scalarNode } from './node.ts';
import type { Asset } from './parse-asset.ts';

/** The assets of each folder that say what agents are: in the folder itself, and in its `.opencode`. */
export type FolderLayers = {
  readonly configs: Asset[];
  readonly dotConfigs: Asset[];
  readonly agents: Asset[];
  readonly modes: Asset[];
};

export function layersByFolder(assets: readonly Asset[]): ReadonlyMap<Path, FolderLayers> {
  const folders = new Map<Path, FolderLayers>();
  for (const asset of assets.toSorted(byPath)) {
    const slot = slotOf(asset);
    if (slot === null) continue;
    const layers = folders.get(asset.folder) ?? { configs: [], dotConfigs: [], agents: [], modes: [] };
    folders.set(asset.folder, layers);
    layers[slot].push(asset);
  }
  return folders;
}

/**
 * One configuration for a start in the last folder of `chain` (root first), later layers over earlier ones: the
 * configs from the root down, then the `.opencode` folders from the nearest up to the root. So a `.opencode` at the
 * root wins over a nested one.
 */
export function mergeLayers(chain: readonly FolderLayers[]): Node | undefined {
  const configs = chain.flatMap((layers) => layers.configs.map(configLayer));
  const dots = chain
    .toReversed()
    .flatMap((layers) => [
      ...layers.dotConfigs.map(configLayer),
      ...layers.agents.map((asset) => agentLayer(asset, null)),
      ...layers.modes.map((asset) => agentLayer(asset, 'primary')),
    ]);
  return withModes(mergeDeep([...configs, ...dots]));
}

function slotOf(asset: Asset): keyof FolderLayers | null {
  if (asset.root === null) return null;
  if (asset.kind === 'agent') return 'agents';
  if (asset.kind === 'mode') return 'modes';
  if (asset.kind !== 'config') return null;
  return asset.path.split('/').at(-2) === '.opencode' ? 'dotConfigs' : 'configs';
}

/** `opencode.json` sorts before `opencode.jsonc`, which wins. */
function byPath(a: Asset, b: Asset): number {
  if (a.path === b.path) return 0;
  return a.path < b.path ? -1 : 1;
}

function configLayer(asset: Asset): Node | undefined {
  const root = asset.root ?? undefined;
  if (root?.kind !== 'object') return undefined;
  const agent = normaliseEach(mergeDeep([get(root, 'agents'), get(root, 'agent')]));
  const parts = {
    agent,
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

function agentLayer(asset: Asset, mode: string | null): Node | undefined {
  if (asset.root === null) return undefined;
  const place = placeOfAgent(asset);
  const body = bodyOf(asset.text ?? '');
  const forced = [
    ...(mode === null ? [] : entryOf('mode', scalarNode(place, mode))),
    ...(body === '' ? [] : entryOf('prompt', scalarNode(place, body))),
  ];
  const named = normaliseAgent(objectNode(asset.root.place, [...entriesOf(asset.root), ...forced]));
  const key = nameOf(asset.root) ?? asset.name;
  const agents = objectNode(place, [{ key, place, node: named }]);
  return objectNode(place, entryOf('agent', agents));
}

/** Where a reader looks first: what limits the agent, else what it is, else the first line. */
function placeOfAgent({ root, path }: Asset): Place {
  const entries = entriesOf(root ?? undefined);
  const found = ['permission', 'tools', 'description'].map((key) =>
    entries.find((entry) => entry.key === key),
  );
  return (found.find((entry) => entry !== undefined) ?? entries[0])?.place ?? { path, line: 1, column: 1 };
}

/** Front matter may give the agent any name, also one of OpenCode's own. */
function nameOf(root: Node): string | undefined {
  const name = get(root, 'name');
  return name?.kind === 'scalar' && name.value !== null ? String(name.value) : undefined;
}

function normaliseEach(agents: Node | undefined): Node | undefined {
  if (agents?.kind !== 'object') return agents;
  return objectNode(
    agents.place,
    entriesOf(agents).map((entry) => ({ ...entry, node: normaliseAgent(entry.node) })),
  );
}

/** The old key `mode` makes primary agents. */
function withModes(config: Node | undefined): Node | undefined {
  const modes = entriesOf(get(config, 'mode'));
  if (config === undefined || modes.length === 0) return config;
  const agents = objectNode(
    config.place,
    modes.map((entry): Entry => {
      const primary = objectNode(entry.place, entryOf('mode', scalarNode(entry.place, 'primary')));
      return { ...entry, node: mergeDeep([entry.node, primary]) ?? primary };
    }),
  );
  return mergeDeep([config, objectNode(config.place, entryOf('agent', agents))]);
}

function entryOf(key: string, node: Node | undefined): Entry[] {
  return node === undefined ? [] : [{ key, place: node.place, node }];
}
