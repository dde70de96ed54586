const MAX = 60;

/** A foreign name inside a sentence: in quotes, on one line, short. Encoders for each surface come after this. */
export function quoteName(name: string): string {
  const flat = name.slice(0, 4 * MAX).replace(/[\p{C}\p{Zl}\p{Zp}"`]/gu, '?');
  return `"${flat.length > MAX ? `${flat.slice(0, MAX)}…` : flat}"`;
}
