import { constants, gunzipSync, inflateSync } from 'node:zlib';

/** One place where a secret was found, and in which spelling. */
export type Hit = { readonly secret: string; readonly where: string; readonly how: string };

/** A secret by the name of the place where it lies. */
export type Secrets = Readonly<Record<string, string>>;

/**
 * Looks for secrets in texts as somebody would hide them who can only write: plain or in pieces of half the secret;
 * base64 at any offset, in both alphabets; hexadecimal; reversed; rot13; with anything that is no letter or digit
 * put between the characters (which takes in URL, JSON and HTML spelling); and all of that once more inside of
 * base64 and hexadecimal runs, compressed or not.
 */
export function scan(texts: Readonly<Record<string, string>>, secrets: Secrets): readonly Hit[] {
  const wanted = Object.entries(secrets).map(([secret, value]) => [secret, spellingsOf(value)] as const);
  return Object.entries(texts).flatMap(([where, text]) => {
    const readings = layersOf(text, 2).flatMap(readingsOf);
    return wanted.flatMap(([secret, spellings]) => {
      const found = spellings.find(([, spelling]) => readings.some((reading) => reading.includes(spelling)));
      return found === undefined ? [] : [{ secret, where, how: found[0] }];
    });
  });
}

type Spellings = readonly (readonly [name: string, text: string])[];

function spellingsOf(value: string): Spellings {
  const middle = Math.ceil(value.length / 2);
  return [value.slice(0, middle), value.slice(middle)].flatMap((half) => {
    const bytes = Buffer.from(half);
    const base64 = [0, 1, 2].map((offset) => base64At(bytes, offset));
    return [
      ['plain', half],
      ['hex', bytes.toString('hex')],
      ['reversed', Array.from(half).toReversed().join('')],
      ['rot13', rot13(half)],
      ...base64.map((text) => ['base64', text] as const),
      ...base64.map((text) => ['base64url', text.replaceAll('+', '-').replaceAll('/', '_')] as const),
    ] as const;
  });
}

function readingsOf(text: string): readonly string[] {
  const bare = text.replace(/[^A-Za-z0-9]+/gu, '');
  return [text, text.toLowerCase(), bare, bare.toLowerCase()];
}

/** The text, and what the runs of base64 and hexadecimal in it stand for, as they are and unpacked. */
function layersOf(text: string, depth: number): readonly string[] {
  if (depth === 0 || text === '') return [text];
  const whole = [...unpackRuns(text)].join('\0');
  // Line breaks, also as JSON writes them, may cut a run.
  const joined = [...unpackRuns(text.replace(/\\[rn]|\s/gu, ''))].join('\0');
  return [text, ...layersOf(whole, depth - 1), ...layersOf(joined, depth - 1)];
}

function* unpackRuns(text: string): Generator<string> {
  for (const [run] of text.matchAll(/[A-Za-z0-9+/_-]{24,}/gu)) {
    yield* unpack(Buffer.from(run, 'base64'));
    if (/^[0-9a-f]+$/iu.test(run)) yield* unpack(Buffer.from(run, 'hex'));
  }
}

function* unpack(bytes: Buffer): Generator<string> {
  yield bytes.toString('latin1');
  const ways = [...(bytes[0] === 0x1f ? [gunzipSync] : []), ...(bytes[0] === 0x78 ? [inflateSync] : [])];
  for (const way of ways) {
    try {
      yield way(bytes, { maxOutputLength: 1 << 22, finishFlush: constants.Z_SYNC_FLUSH }).toString('latin1');
    } catch {
      // It was no such thing.
    }
  }
}

/** The characters that the bytes alone decide when they start `offset` bytes into a group of three. */
function base64At(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replace(/=+$/u, '');
  return text.slice([0, 2, 3][offset] ?? 0, Math.floor(((offset + bytes.length) * 8) / 6));
}

function rot13(text: string): string {
  return text.replace(/[a-z]/giu, (letter) => {
    const first = letter < 'a' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - first + 13) % 26) + first);
  });
}
