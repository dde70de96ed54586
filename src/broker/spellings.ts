/** One way in which a key may be written: for each character of it, all the texts that may stand for it. */
export type Spelling = readonly (readonly string[])[];

/** Text within text within text escapes its escapes; more than two levels of it are not expected. */
const SLASHES = ['', '\\', '\\\\', '\\\\\\', '\\\\\\\\'];

/** As it is or escaped, in hex, and in base64 at each of the three alignments. */
export function spellingsOf(key: string): readonly Spelling[] {
  const bytes = Buffer.from(key);
  return [escaped(key), hex(bytes), ...[0, 1, 2].map((offset) => base64(bytes, offset))];
}

/** Each character as it is, or by an escape of JSON, of an address or of markup. */
function escaped(key: string): Spelling {
  // A run of backslashes may be of any length in an escaped text.
  return Array.from(key.replaceAll(/\\+/gu, '\\'), (character) => {
    const code = character.charCodeAt(0);
    const digits = bothCases(code.toString(16).padStart(2, '0'));
    const plain = character === '\\' ? RUNS : SLASHES.map((slashes) => slashes + character);
    const slashed = SLASHES.slice(1).flatMap((slashes) =>
      digits.flatMap((pair) => [`${slashes}u00${pair}`, `${slashes}x${pair}`]),
    );
    const coded = digits.flatMap((pair) => [`%${pair}`, `%25${pair}`, `&#x${pair};`, `&#X${pair};`]);
    return [...plain, ...slashed, ...coded, `&#${code};`, `&#0${code};`, ...(NAMED[character] ?? [])];
  });
}

const RUNS = Array.from({ length: 8 }, (_, index) => '\\'.repeat(index + 1));

const NAMED: Readonly<Record<string, readonly string[]>> = {
  '&': ['&amp;'],
  '<': ['&lt;'],
  '>': ['&gt;'],
  '"': ['&quot;'],
  "'": ['&apos;'],
};

function hex(bytes: Buffer): Spelling {
  return [...bytes].map((byte, index) => {
    const pairs = bothCases(byte.toString(16).padStart(2, '0'));
    return index === 0 ? pairs : after(['', ' ', ':', '-'], pairs);
  });
}

/** The characters that depend on the key alone when `offset` (mod 3) bytes stand before it; lines may be broken. */
function base64(bytes: Buffer, offset: number): Spelling {
  const text = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .replace(/=+$/u, '');
  const isMixed = (offset + bytes.length) % 3 !== 0;
  const own = text.slice([0, 2, 3][offset], isMixed ? -1 : undefined);
  return Array.from(own, (character, index) => {
    const written = BASE64[character] ?? [character];
    return index === 0 ? written : after(BREAKS, written);
  });
}

const BREAKS = [
  '',
  '\n',
  '\r\n',
  ...['\\', '\\\\'].flatMap((slashes) => [`${slashes}n`, `${slashes}r${slashes}n`]),
];

const BASE64: Readonly<Record<string, readonly string[]>> = {
  '+': ['+', '-', '%2B', '%2b', ...after(SLASHES.slice(1), ['u002b', 'u002B'])],
  '/': [...after(SLASHES, ['/']), '_', '%2F', '%2f', ...after(SLASHES.slice(1), ['u002f', 'u002F'])],
};

function after(before: readonly string[], texts: readonly string[]): readonly string[] {
  return before.flatMap((start) => texts.map((text) => start + text));
}

/** Of a printable character only the second digit can be a letter. */
function bothCases(digits: string): readonly string[] {
  return [...new Set([digits, digits.toUpperCase()])];
}
