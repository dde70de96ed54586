import type { FoundSecret } from '../audit/secrets.ts';

/** What of a found text is to be hidden: of an address the user and the password, so that its host stays to be judged. */
export function credentialIn(text: string, { start, end }: FoundSecret): { start: number; end: number } {
  const [, scheme = '', user = ''] =
    /^([a-z][a-z0-9+.-]*:\/\/)(.*)@[^@]*$/is.exec(text.slice(start, end)) ?? [];
  return scheme === '' || user === ''
    ? { start, end }
    : { start: start + scheme.length, end: start + scheme.length + user.length };
}

/**
 * The parts of a credential that are recognised wherever else they stand: the lines of a key, the user and the
 * password of an address. What might be an ordinary word, or a piece of code, is hidden at its own place only.
 */
export function distinctParts(value: string): readonly string[] {
  const lines = value.split(/\r?\n|\\n/u).map((line) => line.trim());
  const halves = lines.length === 1 ? value.split(':') : [];
  return [...new Set([...lines, ...halves])].filter(isDistinct);
}

/** As they stand in an address, before the host. */
export function isUserAndPassword(value: string): boolean {
  return value.length <= 1_000 && /^[^:\s]*:\S+$/u.test(value);
}

/** Letters and digits, mixed, of some length, and nothing that code is made of. */
function isDistinct(part: string): boolean {
  if (!/^[\w+/=~.-]{8,4096}$/u.test(part)) return false;
  const classes = [/[a-z]/u, /[A-Z]/u, /[^A-Za-z0-9]/u].filter((one) => one.test(part)).length;
  return /\d/u.test(part) && (classes >= 2 || (classes === 1 && part.length >= 16));
}

/** Base64 at any offset in both alphabets, hexadecimal, and as a part of a URL. */
export function spellingsOf(part: string): readonly string[] {
  const hex = Array.from(part, (character) => character.charCodeAt(0).toString(16)).join('');
  const inBase64 = [0, 1, 2].map((offset) => base64At(part, offset));
  const all = [
    hex,
    hex.toUpperCase(),
    encodeURIComponent(part),
    ...inBase64,
    ...inBase64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
  ];
  return [...new Set(all)].filter((spelling) => spelling !== part && spelling.length >= 8);
}

/** The characters that the part alone decides when it starts `offset` bytes into a group of three; it is ASCII. */
function base64At(part: string, offset: number): string {
  const text = btoa('\0'.repeat(offset) + part).replace(/=+$/u, '');
  return text.slice([0, 2, 3][offset] ?? 0, Math.floor(((offset + part.length) * 8) / 6));
}
