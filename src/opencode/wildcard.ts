/**
 * OpenCode's wildcard: `*` is any text (it crosses `/`), `?` is one character, a pattern that ends in ` *` also
 * matches without that end, `\` counts as `/`. No regular expression, so that no pattern can be slow: the match
 * takes at most |pattern| × |text| steps.
 */
export function matches(pattern: string, text: string): boolean {
  if (pattern === '*' || pattern === text) return true;
  if (startsOtherwise(pattern, text)) return false;
  const wild = pattern.replaceAll('\\', '/');
  const subject = text.replaceAll('\\', '/');
  if (wild.endsWith(' *') && matchesWhole(wild.slice(0, -2), subject)) return true;
  return matchesWhole(wild, subject);
}

/** Most rules are for another key, and their first letters tell. */
function startsOtherwise(pattern: string, text: string): boolean {
  const [first, other] = [pattern.charCodeAt(0), text.charCodeAt(0)];
  return text !== '' && first !== other && !isSpecial(first) && !isSpecial(other);
}

/** `*`, `?` and `\`. */
function isSpecial(code: number): boolean {
  return code === 0x2a || code === 0x3f || code === 0x5c;
}

/** The same, where a pattern that ends in ` *` needs that end: OpenCode before 1.1.65. */
export function matchesToTheEnd(pattern: string, text: string): boolean {
  return matchesWhole(pattern.replaceAll('\\', '/'), text.replaceAll('\\', '/'));
}

/** Whether a pattern matches every text. */
export function matchesAll(pattern: string): boolean {
  return /^\*+$/.test(pattern);
}

/** The same for a pattern and a text as they stand, in which only `*` and `?` mean something. */
export function matchesWhole(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p;
      p += 1;
      resume = t;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      p = star + 1;
      resume += 1;
      t = resume;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}
