import { constants, inflateRawSync } from 'node:zlib';
import { type Hit, type Secrets, scan } from '../../secrets/scan.ts';

export type Texts = Readonly<Record<string, string | Uint8Array>>;

/**
 * Looks for secrets in everything that a run let out, in every spelling that test/secrets/scan.ts knows and in those
 * that need reading first: escapes of JSON, URLs and HTML, UTF-16, compressed bytes wherever they begin. For each
 * secret and place one hit.
 */
export function scanAll(texts: Texts, secrets: Secrets): readonly Hit[] {
  return Object.entries(texts).flatMap(([where, text]) => {
    const readings = readingsOf(typeof text === 'string' ? Buffer.from(text, 'utf8') : Buffer.from(text));
    const hits = readings.flatMap((reading) => scan({ [where]: reading }, secrets));
    const seen = new Set<string>();
    return hits.filter(({ secret }) => !seen.has(secret) && seen.add(secret));
  });
}

function readingsOf(bytes: Buffer): readonly string[] {
  const layers = [bytes, ...unpacked(bytes), ...shiftedBase64(bytes)];
  const texts = layers.flatMap((layer) => [layer.toString('latin1'), ...wide(layer)]);
  return texts.flatMap((text) => {
    const plain = unescaped(text);
    return plain === text ? [text] : [text, plain];
  });
}

/** What base64 stands for when letters before it shift it; kept where it is text of two bytes a character. */
function shiftedBase64(bytes: Buffer): readonly Buffer[] {
  const runs = bytes.toString('latin1').matchAll(/[A-Za-z0-9+/_-]{32,}/gu);
  const all = [...runs].flatMap(([run]) => [0, 1, 2, 3].map((at) => Buffer.from(run.slice(at), 'base64')));
  return all.filter((decoded) => wide(decoded).length > 0);
}

/** UTF-16 in both orders, where every second byte is empty. */
function wide(bytes: Buffer): readonly string[] {
  const text = bytes.toString('latin1');
  return /(?:[!-~]\0){12}/u.test(text) ? [text.replaceAll('\0', '')] : [];
}

/** What stands for a character by its number: JSON, JavaScript, C, URLs, HTML, mail; as often as one hides another. */
function unescaped(text: string): string {
  let plain = text;
  for (let round = 0; round < 3; round += 1) {
    const next = plain
      .replace(/\\+u\{?0*([0-9a-f]{2,6})\}?/giu, (all, hex: string) => characterOf(hex, 16, all))
      .replace(/\\+x([0-9a-f]{2})/giu, (all, hex: string) => characterOf(hex, 16, all))
      .replace(/\\+([0-3][0-7]{2})/gu, (all, octal: string) => characterOf(octal, 8, all))
      .replace(/%([0-9a-f]{2})/giu, (all, hex: string) => characterOf(hex, 16, all))
      .replace(/=([0-9A-F]{2})/gu, (all, hex: string) => characterOf(hex, 16, all))
      .replace(/&#x0*([0-9a-f]{2,6});?/giu, (all, hex: string) => characterOf(hex, 16, all))
      .replace(/&#0*([0-9]{2,7});?/gu, (all, number: string) => characterOf(number, 10, all));
    if (next === plain) return plain;
    plain = next;
  }
  return plain;
}

function characterOf(digits: string, base: number, all: string): string {
  const code = Number.parseInt(digits, base);
  return code <= 0x10ffff ? String.fromCodePoint(code) : all;
}

/** Compressed bytes, as they are or in base64 or hexadecimal, also in the middle of other letters. */
function unpacked(bytes: Buffer): readonly Buffer[] {
  const found = startsOf(bytes, Buffer.from([0x1f, 0x8b, 0x08])).map((at) => bytes.subarray(at));
  const text = bytes.toString('latin1').replace(/\\[rn]|\s/gu, '');
  for (const match of text.matchAll(/H4sI|eJ[w-z]|eN[o-r]|eA[E-H]|eF[4-7]/gu))
    found.push(Buffer.from(runAt(text, match.index, /[A-Za-z0-9+/_-]+/uy), 'base64'));
  for (const match of text.matchAll(/1f8b08|789c|78da|7801|785e/giu))
    found.push(Buffer.from(runAt(text, match.index, /(?:[0-9a-f]{2})+/iuy), 'hex'));
  return found.slice(0, MOST_STARTS).flatMap(open);
}

/** So many possible beginnings are tried in one text; real ones are few. */
const MOST_STARTS = 2_000;

function startsOf(bytes: Buffer, magic: Buffer): number[] {
  const starts: number[] = [];
  for (let at = bytes.indexOf(magic); at !== -1; at = bytes.indexOf(magic, at + 1)) starts.push(at);
  return starts;
}

function runAt(text: string, at: number, run: RegExp): string {
  run.lastIndex = at;
  return run.exec(text)?.[0] ?? '';
}

/** Without the check at its end, so that neither what follows nor what is missing there makes a difference. */
function open(bytes: Buffer): readonly Buffer[] {
  try {
    const options = { maxOutputLength: 1 << 23, finishFlush: constants.Z_SYNC_FLUSH };
    return [inflateRawSync(bytes.subarray(bytes[0] === 0x1f ? gzipHeader(bytes) : 2), options)];
  } catch {
    return [];
  }
}

/** Ten bytes, and a name when the fourth one says so. */
function gzipHeader(bytes: Buffer): number {
  const flags = bytes[3] ?? 0;
  return (flags & 0x08) === 0 ? 10 : bytes.indexOf(0, 10) + 1;
}
