/** After so many braces that never close, the rest of the text is taken to hold no object. */
const MAX_UNCLOSED = 16;
/** So many texts in balanced braces are tried; prose has a few, a hostile answer a million. */
const MAX_CANDIDATES = 10_000;

/**
 * The outermost JSON objects of a text, in order. Text outside of them is skipped, and so is a balanced pair of
 * braces that is not JSON. Linear in the text: each character is read at most MAX_UNCLOSED + 1 times.
 */
export function findJsonObjects(text: string): readonly object[] {
  const objects: object[] = [];
  let unclosed = 0;
  let tried = 0;
  let start = text.indexOf('{');
  while (start >= 0 && unclosed < MAX_UNCLOSED && tried < MAX_CANDIDATES) {
    const end = closingBrace(text, start);
    if (end < 0) {
      unclosed += 1;
      start = text.indexOf('{', start + 1);
      continue;
    }
    tried += 1;
    const object = parseObject(text.slice(start, end + 1));
    if (object !== null) objects.push(object);
    start = text.indexOf('{', end + 1);
  }
  return objects;
}

/** Index of the brace that closes the one at `start`, with JSON's strings respected; -1 when nothing does. */
function closingBrace(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case QUOTE:
        at = closingQuote(text, at);
        if (at < 0) return -1;
        break;
      case OPEN:
        depth += 1;
        break;
      case CLOSE:
        depth -= 1;
        if (depth === 0) return at;
        break;
    }
  }
  return -1;
}

const QUOTE = 0x22;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const BACKSLASH = 0x5c;

function closingQuote(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at;
  }
  return -1;
}

function parseObject(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null;
  }
}
