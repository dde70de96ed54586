import type { Agent } from '../opencode/agents.ts';
import { normalisePermission } from '../opencode/legacy.ts';
import {
  booleanOf,
  type Entry,
  entriesOf,
  get,
  itemsOf,
  type Node,
  type Place,
  stringOf,
} from '../opencode/node.ts';
import type { Asset } from '../opencode/parse-asset.ts';
import { type PermissionRule, permissionRules } from '../opencode/permission.ts';
import { secondRules } from '../opencode/second-rules.ts';
import type { Semantics } from '../opencode/semantics-of.ts';
import { agentsOf } from './decision.ts';
import type { AuditContext } from './rule.ts';

/** One `permission`, `tools` or, in version 2, `permissions` as it is written, before anything is merged. */
export type Block = {
  readonly asset: Asset;
  readonly kind: Kind;
  /** Null for a block that is for all agents. */
  readonly agent: string | null;
  /** The object that the block stands in. */
  readonly owner: Node;
  readonly entry: Entry;
  /** The keys that lead to it inside its file. */
  readonly way: string;
};

type Kind = 'permission' | 'tools' | 'permissions';

export function* permissionBlocks({ project: { assets, semantics } }: AuditContext): Iterable<Block> {
  const kinds: readonly Kind[] =
    semantics.newPermissions === 'rules' ? ['permission', 'tools', 'permissions'] : ['permission', 'tools'];
  for (const asset of assets.values()) {
    const { root } = asset;
    if (root === null) continue;
    const blocks = (owner: Node, agent: string | null, before: string): readonly Block[] =>
      isOff(owner) ? [] : kinds.flatMap((kind) => blockIn({ asset, kind, agent, owner }, before));
    if (asset.kind === 'agent' || asset.kind === 'mode') {
      yield* blocks(root, stringOf(get(root, 'name')) ?? asset.name, '');
    }
    if (asset.kind !== 'config') continue;
    yield* blocks(root, null, '');
    for (const key of ['agent', 'agents', 'mode']) {
      for (const agent of entriesOf(get(root, key))) {
        yield* blocks(agent.node, agent.key, `${key}.${agent.key}.`);
      }
    }
  }
}

function isOff(owner: Node): boolean {
  return booleanOf(get(owner, 'disable')) === true;
}

function blockIn(place: Omit<Block, 'entry' | 'way'>, before: string): readonly Block[] {
  const { owner, kind } = place;
  const entry = owner.kind === 'object' ? owner.entries.get(kind) : undefined;
  return entry === undefined ? [] : [{ ...place, entry, way: `${before}${kind}` }];
}

/** The keys of a block that mean something, with what is said of each; none where one word stands for all. */
export function keysOf({ kind, entry }: Block): readonly Entry[] {
  if (kind !== 'permissions') return entriesOf(entry.node);
  return itemsOf(entry.node).flatMap((item): Entry[] => {
    const action = get(item, 'action');
    const key = stringOf(action);
    const effect = get(item, 'effect');
    if (action === undefined || key === undefined || effect === undefined) return [];
    return [{ key, place: action.place, node: effect }];
  });
}

/** The rules of a `permission` block, in their order; empty for `tools`. */
export function rulesOf({ kind, entry, way }: Block, semantics: Semantics): readonly PermissionRule[] {
  if (kind === 'tools') return [];
  if (kind === 'permissions') return secondRules(itemsOf(entry.node), way);
  return permissionRules(normalisePermission(entry.node), way, semantics);
}

/** Says which agents a block counts for: those that have a rule which is written in it. */
export function agentsByBlock(context: AuditContext): (block: Block) => readonly Agent[] {
  let known: ReadonlyMap<string, ReadonlySet<Agent>> | null = null;
  return (block) => {
    // Most repositories have no block that anybody asks about.
    known ??= agentsByPlace(context);
    const byPlace = known;
    const written = rulesOf(block, context.project.semantics).flatMap(({ origin }) => origin ?? []);
    const places = block.kind === 'tools' ? keysOf(block).map(({ place }) => place) : written;
    return [...new Set(places.flatMap((place) => [...(byPlace.get(idOf(place)) ?? [])]))];
  };
}

function agentsByPlace(context: AuditContext): ReadonlyMap<string, ReadonlySet<Agent>> {
  const byPlace = new Map<string, Set<Agent>>();
  for (const { agent } of agentsOf(context)) {
    for (const { origin } of agent.rules) {
      if (origin === null) continue;
      const agents = byPlace.get(idOf(origin)) ?? new Set();
      byPlace.set(idOf(origin), agents.add(agent));
    }
  }
  return byPlace;
}

function idOf({ path, line, column }: Place): string {
  return `${path}\0${line}\0${column}`;
}
