import type { Random } from '../parity/random.ts';

/**
 * One part that reads or writes foreign bytes. `attempt` makes one input from `random` alone, so that a seed and an
 * index replay it, and throws when the part breaks its promise on it.
 */
export type Target = {
  readonly name: string;
  readonly promise: string;
  /** Attempts of the bounded run in the tests. */
  readonly count: number;
  readonly attempt: (random: Random) => void;
  /** The same attempt with the defence taken out; the fuzz must find that it breaks the promise. */
  readonly control: (random: Random) => void;
};

/** Strings of up to `most` pieces. */
export function textOf(random: Random, pieces: readonly string[], most: number): string {
  return Array.from({ length: 1 + random.below(most) }, () => random.pick(pieces)).join('');
}
