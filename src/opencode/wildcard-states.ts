/**
 * Several wildcards read at once, one character after the other. A state is a set of positions, one bit each: bit
 * `n` of a pattern's part says that its first `n` characters have been read. Each mask has an entry for each pattern.
 */
export type WildcardStates = {
  /** Every character that a pattern names, and one that none names. */
  readonly alphabet: readonly string[];
  readonly step: (state: bigint, character: string) => bigint;
  /** All positions of a pattern. */
  readonly parts: readonly bigint[];
  /** The positions in which a pattern matches what was read. */
  readonly ends: readonly bigint[];
  /** The positions in which it matches whatever follows. */
  readonly forever: readonly bigint[];
  /** The state in which nothing has been read. */
  readonly first: bigint;
};

/** Reads patterns as wildcard.ts does: `*`, `?`, an optional ` *` at the end, `\` as `/`. */
export function wildcardStates(patterns: readonly string[]): WildcardStates {
  const literals = new Map<string, bigint>();
  const masks = { parts: [] as bigint[], ends: [] as bigint[], forever: [] as bigint[] };
  let [first, any, stars, offset] = [0n, 0n, 0n, 0n];
  for (const pattern of patterns) {
    const raw = pattern.replaceAll('\\', '/');
    const text = raw.replaceAll(/\*+/g, '*');
    const length = BigInt(text.length);
    const bit = (position: number | bigint): bigint => 1n << (offset + BigInt(position));
    for (const [position, character] of text.split('').entries()) {
      if (character === '*') stars |= bit(position);
      else if (character === '?') any |= bit(position);
      else literals.set(character, (literals.get(character) ?? 0n) | bit(position));
    }
    first |= bit(0);
    masks.parts.push(((1n << (length + 1n)) - 1n) << offset);
    masks.ends.push(bit(length) | (raw.endsWith(' *') ? bit(length - 2n) : 0n));
    masks.forever.push(text.endsWith('*') ? bit(length - 1n) : 0n);
    offset += length + 1n;
  }
  const enter = (state: bigint): bigint => state | ((state & stars) << 1n);
  const step = (state: bigint, character: string): bigint =>
    enter(((state & ((literals.get(character) ?? 0n) | any)) << 1n) | (state & stars));
  return { alphabet: [unnamed(literals), ...literals.keys()], step, ...masks, first: enter(first) };
}

function unnamed(literals: ReadonlyMap<string, bigint>): string {
  const readable = 'xyzabcdefghijklmnopqrstuvw0123456789'
    .split('')
    .find((character) => !literals.has(character));
  if (readable !== undefined) return readable;
  let code = 0x4e00;
  while (literals.has(String.fromCharCode(code))) code += 1;
  return String.fromCharCode(code);
}
