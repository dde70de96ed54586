import { visit } from 'jsonc-parser';
import type { Place } from '../opencode/node.ts';
import { placeFinder } from '../opencode/place-finder.ts';

/** A key that an object has a second time: of both, JSON takes the last, and nobody sees which one counts. */
export type RepeatedKey = { readonly key: string; readonly place: Place; readonly first: Place };

/** The first one of a text that parses; null when there is none. */
export function repeatedKey(text: string, path: string): RepeatedKey | null {
  const at = placeFinder(text, path, 1);
  const open: Map<string, Place>[] = [];
  const found: RepeatedKey[] = [];
  visit(
    text,
    {
      onObjectBegin: () => void open.push(new Map()),
      onObjectEnd: () => void open.pop(),
      onObjectProperty: (key, offset) => {
        const place = at(offset);
        const first = open.at(-1)?.get(key);
        if (first !== undefined) found.push({ key, place, first });
        open.at(-1)?.set(key, first ?? place);
      },
    },
    { allowTrailingComma: true },
  );
  return found[0] ?? null;
}
