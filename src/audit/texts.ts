import { type Entry, entriesOf, itemsOf, type Node, type Place, stringOf } from '../opencode/node.ts';

/** A text of a configuration file and where it is written. `key` is the key it stands under, `''` in a list. */
export type Text = { readonly key: string; readonly text: string; readonly place: Place };

/** The values of an object that are texts. */
export function textsByKey(node: Node | undefined): readonly Text[] {
  return entriesOf(node).flatMap(({ key, node }) => {
    const text = stringOf(node);
    return text === undefined ? [] : [{ key, text, place: node.place }];
  });
}

/** The items of a list that are texts; other items are left out. */
export function textsInList(node: Node | undefined): readonly Text[] {
  return itemsOf(node).flatMap((item) => {
    const text = stringOf(item);
    return text === undefined ? [] : [{ key: '', text, place: item.place }];
  });
}

/** Every text below a node, however deep, with the nearest key above it. */
export function* textsBelow(node: Node | undefined, key = ''): Iterable<Text> {
  if (node === undefined) return;
  const text = stringOf(node);
  if (text !== undefined) yield { key, text, place: node.place };
  for (const item of itemsOf(node)) yield* textsBelow(item, key);
  for (const entry of entriesOf(node) satisfies readonly Entry[]) yield* textsBelow(entry.node, entry.key);
}
