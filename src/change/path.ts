import type { Path } from './change.ts';

/** Git's bytes as a Path: UTF-8, and U+DC00 + byte for each byte that is no UTF-8. Whoever wrote the tree chose the bytes. */
export function decodePath(bytes: Uint8Array): Path {
  try {
    return STRICT.decode(bytes);
  } catch {
    return decodeWithEscapes(bytes);
  }
}

/** The bytes that git stores for a Path: the inverse of `decodePath`. */
export function encodePath(path: Path): Uint8Array {
  if (path.isWellFormed()) return UTF8.encode(path);
  const parts = path
    .split(ESCAPED_BYTES)
    .map((part, index) =>
      index % 2 === 1 ? Uint8Array.from(part, (unit) => unit.charCodeAt(0) - 0xdc00) : UTF8.encode(part),
    );
  return concat(parts);
}

/** Whether a text can be a path of a commit at all; false for what git cannot store or `decodePath` never makes. */
export function isPath(text: string): boolean {
  return text !== '' && !text.includes('\0') && text.replace(ESCAPED_BYTES, '').isWellFormed();
}

/**
 * A path for people, on one line: what cannot be seen, or moves what is seen, is written out (`\n`, `\x80` for a
 * byte that is no UTF-8, `\u{202e}`). No two paths look the same; backslashes are doubled only in a text that has
 * such a sequence.
 */
export function showPath(path: Path): string {
  if (!hasUnseen(path) && !/\\[nrtux\\]/.test(path)) return path;
  return path.replaceAll('\\', '\\\\').replace(new RegExp(UNSEEN, 'gu'), writtenOut);
}

/** Whether a text holds what cannot be seen, moves what is seen, or passes for a plain space. */
export function hasUnseen(text: string): boolean {
  return UNSEEN.test(text);
}

const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const UTF8 = new TextEncoder();

/** A run of escaped bytes. A low surrogate after a high one is half of a character, not a byte. */
const ESCAPED_BYTES = /((?<![\ud800-\udbff])[\udc80-\udcff][\udc80-\udcff]*)/g;

/** Controls, formats, separators, halves of pairs, unassigned, fillers, and every blank but the space. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/u;

function decodeWithEscapes(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const character = characterAt(bytes, at);
    text += character ?? String.fromCharCode(0xdc00 + (bytes[at] ?? 0));
    at += character === null ? 1 : UTF8.encode(character).length;
  }
  return text;
}

/** The one character that starts at `at`, or null when the bytes there are no UTF-8. */
function characterAt(bytes: Uint8Array, at: number): string | null {
  const lead = bytes[at] ?? 0;
  const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  try {
    return STRICT.decode(bytes.subarray(at, at + length));
  } catch {
    return null;
  }
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function writtenOut(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0x0a) return '\\n';
  if (code === 0x0d) return '\\r';
  if (code === 0x09) return '\\t';
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
  return `\\u{${code.toString(16)}}`;
}
