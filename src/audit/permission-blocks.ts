import type { Agent } from '../opencode/agents.ts';
import { normalisePermission } from '../opencode/legacy.ts';
import { booleanOf, type Entry, entriesOf, get, type Node, type Place, stringOf } from '../opencode/node.ts';
import type { Asset } from '../opencode/parse-asset.ts';
import { type PermissionRule, permissionRules } from '../opencode/permission.ts';
import { agentsOf } from './decision.ts';
import type { AuditContext } from './rule.ts';

/** One `permission` or `tools` as it is written, before anything is merged. */
export type Block = {
  readonly asset: Asset;
  readonly kind: 'permission' | 'tools';
  /** Null for a block that is for all agents. */
  readonly agent: string | null;
  /** The object that the block stands in. */
  readonly owner: Node;
  readonly entry: Entry;
  /** The keys that lead to it inside its file. */
  readonly way: string;
};

export function* permissionBlocks({ project }: AuditContext): Iterable<Block> {
  for (const asset of project.assets.values()) {
    if (asset.root === null) continue;
    if (asset.kind === 'agent' || asset.kind === 'mode') {
      yield* blocksIn(asset, asset.root, stringOf(get(asset.root, 'name')) ?? asset.name, '');
    }
    if (asset.kind !== 'config') continue;
    yield* blocksIn(asset, asset.root, null, '');
    for (const key of ['agent', 'agents', 'mode']) {
      for (const agent of entriesOf(get(asset.root, key))) {
        yield* blocksIn(asset, agent.node, agent.key, `${key}.${agent.key}.`);
      }
    }
  }
}

function* blocksIn(asset: Asset, owner: Node, agent: string | null, before: string): Iterable<Block> {
  if (owner.kind !== 'object' || booleanOf(get(owner, 'disable')) === true) return;
  for (const kind of ['permission', 'tools'] as const) {
    const entry = owner.entries.get(kind);
    if (entry !== undefined) yield { asset, kind, agent, owner, entry, way: `${before}${kind}` };
  }
}

/** The keys of a block that mean something: none where one word stands for all. */
export function keysOf(block: Block): readonly Entry[] {
  return entriesOf(block.entry.node);
}

/** The rules of a `permission` block, in their order; empty for `tools`. */
export function rulesOf(block: Block): readonly PermissionRule[] {
  return block.kind === 'tools' ? [] : permissionRules(normalisePermission(block.entry.node), block.way);
}

/** Says which agents a block counts for: those that have a rule which is written in it. */
export function agentsByBlock(context: AuditContext): (block: Block) => readonly Agent[] {
  const byPlace = new Map<string, Set<Agent>>();
  for (const { agent } of agentsOf(context)) {
    for (const { origin } of agent.rules) {
      if (origin === null) continue;
      const agents = byPlace.get(idOf(origin)) ?? new Set();
      byPlace.set(idOf(origin), agents.add(agent));
    }
  }
  return (block) => {
    const places = [block.entry.node.place, ...keysOf(block).flatMap(placesOf)];
    return [...new Set(places.flatMap((place) => [...(byPlace.get(idOf(place)) ?? [])]))];
  };
}

function placesOf(key: Entry): readonly Place[] {
  return [key.place, ...entriesOf(key.node).map((inner) => inner.place)];
}

function idOf({ path, line, column }: Place): string {
  return `${path}\0${line}\0${column}`;
}
