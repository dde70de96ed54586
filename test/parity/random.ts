/** Repeatable chance: the same seed and index give the same choices on every machine. */
export type Random = {
  /** An integer from 0 to `below` - 1. */
  readonly below: (below: number) => number;
  readonly pick: <T>(from: readonly T[]) => T;
  /** True `percent` times out of a hundred. */
  readonly chance: (percent: number) => boolean;
  /** Some of `from`, each at most once, in a random order. */
  readonly some: <T>(from: readonly T[], most: number) => readonly T[];
};

export function randomFor(seed: number, index: number): Random {
  let state = (Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) | 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    const mixed = Math.imul(state ^ (state >>> 15), state | 1);
    const stirred = mixed ^ (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61));
    return ((stirred ^ (stirred >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  const pick = <T>(from: readonly T[]): T => {
    const found = from[below(from.length)];
    if (found === undefined) throw new Error('nothing to pick from');
    return found;
  };
  const some = <T>(from: readonly T[], most: number): readonly T[] => {
    const left = [...from];
    const count = below(Math.min(most, left.length) + 1);
    return Array.from({ length: count }, () => left.splice(below(left.length), 1)).flat();
  };
  return { below, pick, some, chance: (percent) => below(100) < percent };
}
