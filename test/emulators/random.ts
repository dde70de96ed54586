/** A seeded source of numbers in [0, 1): the same seed gives the same run on every machine. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Builds strings of up to `most` pieces, each taken from `pieces`. */
export function stringsFrom(random: () => number, pieces: readonly string[], most: number): () => string {
  return () =>
    Array.from(
      { length: 1 + Math.floor(random() * most) },
      () => pieces[Math.floor(random() * pieces.length)] ?? '',
    ).join('');
}
