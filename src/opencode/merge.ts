import { type Entry, type Node, objectNode } from './node.ts';

/** Merges layers, the lowest first; an absent one is no layer. */
export type Merge = (layers: readonly (Node | undefined)[]) => Node | undefined;

/**
 * OpenCode's deep merge, lowest layer first: objects are merged, anything else is replaced, a key that exists keeps
 * its position and takes the new place. The position matters, because the last rule that matches decides. All
 * layers are merged at once, so that many layers with one agent each take linear time.
 */
export function mergeDeep(layers: readonly (Node | undefined)[]): Node | undefined {
  return mergeNodes(layers, mergeDeep);
}

/**
 * The same with a memory: the same layers become the same node again, so that set-ups which differ in one key share
 * all others, and what depends on those need not be worked out again.
 */
export function sharedMerge(): Merge {
  const known: Known = { next: new Map() };
  const merge: Merge = (layers) => {
    const nodes = layers.filter((layer) => layer !== undefined);
    if (nodes.length < 2 || nodes.at(-1)?.kind !== 'object') return nodes.at(-1);
    const slot = nodes.reduce(slotAfter, known);
    slot.merged ??= mergeNodes(nodes, merge);
    return slot.merged;
  };
  return merge;
}

type Known = { readonly next: Map<Node, Known>; merged?: Node | undefined };

function slotAfter(slot: Known, node: Node): Known {
  const next = slot.next.get(node) ?? { next: new Map() };
  slot.next.set(node, next);
  return next;
}

function mergeNodes(layers: readonly (Node | undefined)[], merge: Merge): Node | undefined {
  const nodes = layers.filter((layer) => layer !== undefined);
  const last = nodes.at(-1);
  const objects = nodes.slice(nodes.findLastIndex((node) => node.kind !== 'object') + 1);
  if (last === undefined || objects.length < 2) return last;
  const byKey = new Map<string, Entry | Entry[]>();
  for (const object of objects) {
    if (object.kind === 'object') for (const entry of object.entries.values()) push(byKey, entry);
  }
  const entries = [...byKey.values()].map((same) => (Array.isArray(same) ? mergeEntries(same, merge) : same));
  return objectNode(
    last.place,
    entries.filter((entry) => entry !== null),
  );
}

/** Most keys are in one layer only: those need no list. */
function push(byKey: Map<string, Entry | Entry[]>, entry: Entry): void {
  const before = byKey.get(entry.key);
  if (before === undefined) byKey.set(entry.key, entry);
  else if (Array.isArray(before)) before.push(entry);
  else byKey.set(entry.key, [before, entry]);
}

function mergeEntries(entries: readonly Entry[], merge: Merge): Entry | null {
  const last = entries.at(-1);
  const node = merge(entries.map((entry) => entry.node));
  return last === undefined || node === undefined ? null : { ...last, node };
}
