export type Hidden = {
  /** 1-based. */
  readonly line: number;
  readonly endLine: number;
  readonly message: string;
  readonly remedy: string;
  /** The line without what is hidden; null where a person must decide. */
  readonly plain: string | null;
};

/** Turns the direction of text, so that it reads otherwise than it is stored. */
const BIDI = /[\u202A-\u202E\u2066-\u2069]/gu;
/** Letters nobody sees, one for each of ASCII; flags of emoji are made of them after a black flag. */
const TAGS = /(?<!\u{1F3F4}[\u{E0000}-\u{E007F}]{0,8})[\u{E0000}-\u{E007F}]/gu;
const SELECTORS = /[\u{E0100}-\u{E01EF}]|[\uFE00-\uFE0F]{2,}/gu;
/** No width. Joiners have a use between emoji, and in scripts that are not written in Latin letters. */
const ZERO_WIDTH =
  /[\u200B\u2060-\u2064\u180E]|(?<!^)\uFEFF|(?<![\p{Emoji}\p{Emoji_Modifier}\uFE0F\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Myanmar}\u094D])[\u200C\u200D]/gu;

const INVISIBLE: readonly (readonly [RegExp, string])[] = [
  [BIDI, 'characters that reverse the direction of text'],
  [TAGS, 'invisible tag characters, which spell a text that only the model reads'],
  [SELECTORS, 'invisible variation selectors, which can carry a text'],
  [ZERO_WIDTH, 'characters without width'],
];

/** Every line with something in it that people do not see. */
export function* hiddenIn(lines: readonly string[]): Iterable<Hidden> {
  for (const [index, text] of lines.entries()) {
    const found = invisibleIn(text);
    if (found === null) continue;
    const { what, plain } = found;
    const message = `This line has ${what}: what an editor shows is not what the model reads.`;
    yield { line: index + 1, endLine: index + 1, message, remedy: TAKE_OUT, plain };
  }
  yield* comments(lines);
}

export const TAKE_OUT = 'Take them out, and look at what remains.';

export type Invisible = {
  /** The kinds of characters, and which they are. */
  readonly what: string;
  readonly plain: string;
  /** They change the order in which the rest is shown. */
  readonly turns: boolean;
};

/** The characters of one line that nobody sees; null when there are none. */
export function invisibleIn(text: string): Invisible | null {
  const found = INVISIBLE.filter(([pattern]) => text.search(pattern) >= 0);
  if (found.length === 0) return null;
  const plain = found.reduce((rest, [pattern]) => rest.replace(pattern, ''), text);
  const names = found.map(([, name]) => name).join(', and ');
  return {
    what: `${names} (${codesOf(text, plain)})`,
    plain,
    turns: found.some(([pattern]) => pattern === BIDI),
  };
}

function codesOf(text: string, plain: string): string {
  const left = new Map<string, number>();
  for (const character of plain) left.set(character, (left.get(character) ?? 0) + 1);
  const codes = new Set<string>();
  for (const character of text) {
    const count = left.get(character) ?? 0;
    if (count > 0) left.set(character, count - 1);
    else codes.add(`U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`);
  }
  const all = [...codes];
  return all.length > 4 ? `${all.slice(0, 4).join(', ')} and more` : all.join(', ');
}

const ORDER =
  /\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:previous|above|prior|earlier|all|other|any|system|your|these|safety)\b|\bdo not (?:tell|mention|reveal|show|inform|report|disclose|ask)\b|\bwithout (?:asking|telling|confirmation|approval|permission)\b|\b(?:exfiltrate|upload|curl|wget|send|post|forward)\b.{0,60}\b(?:https?:|secrets?|tokens?|credentials?|passwords?|\.env|api[ _-]?keys?|environment)|\bsystem prompt\b|\byou (?:must|are now|will now|shall)\b|\balways (?:approve|allow|answer|run|execute|include|add)\b|\b(?:AI|agents?|assistants?|models?|LLMs?)\b.{0,20}\b(?:must|should|shall|has to|have to)\b/is;

/** `<!-- … -->` is not on the rendered page; an order inside it is meant for the model alone. */
function* comments(lines: readonly string[]): Iterable<Hidden> {
  let fenced = false;
  for (let index = 0; index < lines.length; index += 1) {
    const text = lines[index] ?? '';
    if (/^\s*(?:```|~~~)/.test(text)) fenced = !fenced;
    const open = fenced ? -1 : text.replace(/`[^`]*`/g, (code) => ' '.repeat(code.length)).indexOf('<!--');
    if (open < 0) continue;
    const end = endOfComment(lines, index, open);
    const content = contentOf(lines, index, end, open);
    if (ORDER.test(content.slice(0, 4000))) {
      const message =
        'This comment is not on any rendered page, and the model reads it: it gives orders that a reviewer of the page does not see.';
      const remedy = 'Write it as visible text, or remove it.';
      yield { line: index + 1, endLine: end + 1, message, remedy, plain: null };
    }
    index = end;
  }
}

const MAX_COMMENT_LINES = 200;

function endOfComment(lines: readonly string[], start: number, open: number): number {
  if (lines[start]?.includes('-->', open) === true) return start;
  const last = Math.min(lines.length - 1, start + MAX_COMMENT_LINES);
  for (let index = start + 1; index <= last; index += 1)
    if (lines[index]?.includes('-->') === true) return index;
  return last;
}

function contentOf(lines: readonly string[], start: number, end: number, open: number): string {
  const text = [lines[start]?.slice(open + 4) ?? '', ...lines.slice(start + 1, end + 1)].join('\n');
  const close = text.indexOf('-->');
  return close < 0 ? text : text.slice(0, close);
}
