import type { ChangedFile } from './change.ts';

/** Bytes as text, and how they became it. */
export type Content = {
  readonly encoding: Exclude<ChangedFile['encoding'], 'binary'>;
  readonly text: string;
};

/**
 * What the bytes of a whole file say, or null when they are no text. Wider than git's own test (a NUL among the
 * first 8,000 bytes): a mark, one NUL or one Latin letter must not hide code from the review.
 */
export function decodeContent(bytes: Uint8Array): Content | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', text: decodeUtf16(bytes, 0) };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'utf-16be', text: decodeUtf16(bytes, 1) };
  const text = decodeUtf8(bytes);
  if (text !== null) return { encoding: 'utf-8', text };
  return isMostlyText(bytes) ? { encoding: 'latin1', text: decodeLatin1(bytes) } : null;
}

/** Null when the bytes are not valid UTF-8. A byte order mark stays: it is part of what the change says. */
export function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return UTF8.decode(bytes);
  } catch {
    return null;
  }
}

/** Each byte becomes the code point of the same number (unlike a TextDecoder, whose `latin1` is Windows-1252). */
export function decodeLatin1(bytes: Uint8Array): string {
  return fromUnits(bytes);
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** `high` says which byte of a pair is the high one, less one: 0 for little-endian. Lone surrogates are kept. */
function decodeUtf16(bytes: Uint8Array, high: 0 | 1): string {
  const units = new Uint16Array((bytes.length - 2) >> 1);
  for (let index = 0; index < units.length; index += 1) {
    const first = bytes[2 * index + 2] ?? 0;
    const second = bytes[2 * index + 3] ?? 0;
    units[index] = high === 1 ? first * 256 + second : second * 256 + first;
  }
  return fromUnits(units) + (bytes.length % 2 === 1 ? '\ufffd' : '');
}

/** Calls with too many arguments overflow the stack, so the units go in slices. */
function fromUnits(units: Uint8Array | Uint16Array): string {
  const parts: string[] = [];
  for (let at = 0; at < units.length; at += 8192)
    parts.push(String.fromCharCode(...units.subarray(at, at + 8192)));
  return parts.join('');
}

/** Controls that no text has: a few, and at most one byte in thirty-two beyond. Real binary content has far more. */
function isMostlyText(bytes: Uint8Array): boolean {
  let controls = 0;
  for (const byte of bytes) if (byte < 0x20 && !TEXT_CONTROLS.has(byte)) controls += 1;
  return controls <= 4 + bytes.length / 32;
}

/** Tab, line feed, vertical tab, form feed, carriage return, escape. */
const TEXT_CONTROLS: ReadonlySet<number> = new Set([0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1b]);
