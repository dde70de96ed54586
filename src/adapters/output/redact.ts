/** Text in, the same text without the known secrets out. */
export type Redact = (text: string) => string;

/** Shorter values occur in ordinary words; no provider's key is that short. */
export const SHORTEST = 6;
const MARK = '[redacted]';

/**
 * The last line of defence on everything that is written: each known secret, plain and as base64 (both alphabets,
 * at any offset), hex, URL and JSON spelling, becomes a mark. Nothing above relies on it.
 */
export function redactor(secrets: readonly string[]): Redact {
  const spellings = new Set(secrets.filter((secret) => secret.length >= SHORTEST).flatMap(spellingsOf));
  if (spellings.size === 0) return AS_IT_IS;
  const longestFirst = [...spellings].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map(literal).join('|'), 'gu');
  return (text) => text.replace(pattern, MARK);
}

/** What a redactor without a secret is. */
export const AS_IT_IS: Redact = (text) => text;

/** A pattern that matches exactly this text. */
function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/gu, '\\$&');
}

function spellingsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const hex = bytes.toString('hex');
  const inBase64 = [0, 1, 2].map((offset) => base64At(bytes, offset));
  return [
    secret,
    hex,
    hex.toUpperCase(),
    encodeURIComponent(secret.toWellFormed()),
    JSON.stringify(secret).slice(1, -1),
    ...inBase64,
    ...inBase64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
  ].filter((spelling) => spelling.length >= SHORTEST);
}

/** The characters that the secret alone decides when it starts `offset` bytes into a group of three. */
function base64At(bytes: Uint8Array, offset: number): string {
  const padded = Buffer.concat([Buffer.alloc(offset), bytes]);
  const text = padded.toString('base64').replace(/=+$/u, '');
  const first = [0, 2, 3][offset] ?? 0;
  const last = Math.floor((padded.length * 8) / 6);
  return text.slice(first, last);
}
