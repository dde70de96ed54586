import type { Path } from '../change/change.ts';

/** Where something is written: line and column are 1-based, 0 for what OpenCode itself builds in. */
export type Place = { readonly path: Path; readonly line: number; readonly column: number };

export type Scalar = string | number | boolean | null;

/**
 * A value of a configuration file together with where each part of it is written. Keys are held in a Map, in the
 * order in which OpenCode walks them, so that a hostile key such as `__proto__` is a key like any other.
 */
export type Node =
  | { readonly kind: 'object'; readonly place: Place; readonly entries: ReadonlyMap<string, Entry> }
  | { readonly kind: 'array'; readonly place: Place; readonly items: readonly Node[] }
  | { readonly kind: 'scalar'; readonly place: Place; readonly value: Scalar };

export type Entry = { readonly key: string; readonly place: Place; readonly node: Node };

/** The deepest nesting that is read; OpenCode's own files need about eight. */
export const MAX_DEPTH = 64;

/** Builds an object as JavaScript would: a repeated key keeps its first position and takes its last value. */
export function objectNode(place: Place, entries: Iterable<Entry>): Node & { kind: 'object' } {
  const map = new Map<string, Entry>();
  for (const entry of entries) map.set(entry.key, entry);
  return { kind: 'object', place, entries: inKeyOrder(map) };
}

export function scalarNode(place: Place, value: Scalar): Node {
  return { kind: 'scalar', place, value };
}

export function entriesOf(node: Node | undefined): readonly Entry[] {
  return node?.kind === 'object' ? [...node.entries.values()] : [];
}

export function itemsOf(node: Node | undefined): readonly Node[] {
  return node?.kind === 'array' ? node.items : [];
}

export function get(node: Node | undefined, key: string): Node | undefined {
  return node?.kind === 'object' ? node.entries.get(key)?.node : undefined;
}

export function stringOf(node: Node | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}

export function booleanOf(node: Node | undefined): boolean | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'boolean' ? node.value : undefined;
}

/** The plain value, for a schema. Keys become own properties whatever their name. */
export function toValue(node: Node): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'array':
      return node.items.map(toValue);
    case 'object':
      return Object.fromEntries([...node.entries.values()].map((entry) => [entry.key, toValue(entry.node)]));
  }
}

/** The place of what a schema complains about: the deepest part of the way that exists. */
export function placeAt(root: Node, way: readonly PropertyKey[]): Place {
  let node = root;
  let place = root.place;
  for (const step of way) {
    if (node.kind === 'array' && typeof step === 'number') {
      const item = node.items[step];
      if (item === undefined) return place;
      node = item;
      place = item.place;
    } else {
      const entry = node.kind === 'object' ? node.entries.get(String(step)) : undefined;
      if (entry === undefined) return place;
      node = entry.node;
      place = entry.place;
    }
  }
  return place;
}

/** JavaScript walks keys that look like array indexes first, in ascending order, wherever they are written. */
function inKeyOrder(map: Map<string, Entry>): ReadonlyMap<string, Entry> {
  const indexes: string[] = [];
  for (const key of map.keys()) if (isIndex(key)) indexes.push(key);
  if (indexes.length === 0) return map;
  const named = [...map.keys()].filter((key) => !isIndex(key));
  const keys = [...indexes.sort((a, b) => Number(a) - Number(b)), ...named];
  return new Map(
    keys.flatMap((key) => {
      const entry = map.get(key);
      return entry === undefined ? [] : [[key, entry] as const];
    }),
  );
}

function isIndex(key: string): boolean {
  // Most keys are words, and their first letter tells.
  return key <= ':' && /^(?:0|[1-9]\d{0,9})$/.test(key) && Number(key) < 2 ** 32 - 1;
}
