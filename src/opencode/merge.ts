import { type Entry, type Node, objectNode } from './node.ts';

/**
 * OpenCode's deep merge, lowest layer first: objects are merged, anything else is replaced, a key that exists keeps
 * its position and takes the new place. The position matters, because the last rule that matches decides. All
 * layers are merged at once, so that many layers with one agent each take linear time.
 */
export function mergeDeep(layers: readonly (Node | undefined)[]): Node | undefined {
  const nodes = layers.filter((layer) => layer !== undefined);
  const last = nodes.at(-1);
  const objects = nodes.slice(nodes.findLastIndex((node) => node.kind !== 'object') + 1);
  if (last === undefined || objects.length < 2) return last;
  const byKey = new Map<string, Entry[]>();
  for (const object of objects) {
    if (object.kind === 'object') for (const entry of object.entries.values()) push(byKey, entry);
  }
  return objectNode(last.place, [...byKey.values()].flatMap(mergeEntries));
}

function push(byKey: Map<string, Entry[]>, entry: Entry): void {
  const entries = byKey.get(entry.key);
  if (entries === undefined) byKey.set(entry.key, [entry]);
  else entries.push(entry);
}

function mergeEntries(entries: readonly Entry[]): readonly Entry[] {
  const last = entries.at(-1);
  const node = mergeDeep(entries.map((entry) => entry.node));
  return last === undefined || node === undefined ? [] : [{ ...last, node }];
}
