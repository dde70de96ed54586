/** Takes the key out of an answer, also when it comes in pieces. */
export type Redactor = { push(chunk: Buffer): Buffer; end(): Buffer };

/** What is shorter is a placeholder such as `ollama`, and taking it out would mangle ordinary text. */
const MIN_SECRET = 8;

const MARK = '[redacted]';

/**
 * Replaces every spelling of `key`: as it is, as a JSON string, percent-encoded, in hex and in base64 at each of the
 * three alignments. Holds back no more than what could be the beginning of one.
 */
export function openRedactor(key: string): Redactor {
  const spellings = key.length < MIN_SECRET ? [] : spellingsOf(key);
  if (spellings.length === 0) return { push: (chunk) => chunk, end: () => Buffer.alloc(0) };
  // Latin-1 maps bytes to characters one to one, and every spelling is ASCII.
  const pattern = new RegExp(spellings.map(escapeForRegExp).join('|'), 'gu');
  const beginnings = new Set(spellings.flatMap(beginningsOf));
  const longest = Math.max(...spellings.map((spelling) => spelling.length)) - 1;
  let held = '';
  return {
    push(chunk) {
      const text = (held + chunk.toString('latin1')).replaceAll(pattern, MARK);
      held = heldBack(text, beginnings, longest);
      return Buffer.from(text.slice(0, text.length - held.length), 'latin1');
    },
    end: () => Buffer.from(held, 'latin1'),
  };
}

function escapeForRegExp(text: string): string {
  return text.replaceAll(
    /\W/gu,
    (character) => String.raw`\x` + character.charCodeAt(0).toString(16).padStart(2, '0'),
  );
}

function heldBack(text: string, beginnings: ReadonlySet<string>, longest: number): string {
  for (let length = Math.min(longest, text.length); length > 0; length -= 1) {
    const tail = text.slice(text.length - length);
    if (beginnings.has(tail)) return tail;
  }
  return '';
}

function beginningsOf(spelling: string): readonly string[] {
  return Array.from({ length: spelling.length - 1 }, (_, index) => spelling.slice(0, index + 1));
}

function spellingsOf(key: string): readonly string[] {
  const json = JSON.stringify(key).slice(1, -1);
  const hex = Buffer.from(key).toString('hex');
  const base64 = [0, 1, 2].map((offset) => base64At(key, offset));
  const all = [
    key,
    json,
    json.replaceAll('/', String.raw`\/`),
    encodeURIComponent(key),
    hex,
    hex.toUpperCase(),
    ...base64,
    ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    ...base64.map((text) => text.replaceAll('/', String.raw`\/`)),
  ];
  return [...new Set(all)].sort((a, b) => b.length - a.length);
}

/** The characters of a base64 text that depend on the key alone when `offset` (mod 3) bytes stand before it. */
function base64At(key: string, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), Buffer.from(key)])
    .toString('base64')
    .replace(/=+$/u, '');
  const isMixed = (offset + key.length) % 3 !== 0;
  return text.slice([0, 2, 3][offset], isMixed ? -1 : undefined);
}
