import type { PermissionRule } from './permission.ts';

/*
 * Most folders in which OpenCode may be started say the same of most agents. What they share is resolved once, and
 * is found again by what it was made of.
 */

/** Takes from a budget; false when nothing is left of it. */
export type Spend = (count: number) => boolean;

export function budget(most: number): Spend {
  let left = most;
  return (count) => {
    left -= count;
    return left >= 0;
  };
}

/** A number for each thing that it is asked about, the same one for the same thing. */
export function numbers(): (thing: unknown) => number {
  const known = new Map<unknown, number>();
  return (thing) => {
    const number = known.get(thing) ?? known.size;
    known.set(thing, number);
    return number;
  };
}

/** Tells the folders that a set-up opens from those of another one. */
export function foldersText(folders: readonly PermissionRule[]): string {
  return folders.map(({ pattern, way, origin }) => JSON.stringify([pattern, way, origin])).join('\n');
}
