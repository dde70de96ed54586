const TOKEN = /\{env:[^{}\n]*\}/y;

/**
 * OpenCode replaces `{env:NAME}` in the raw text before it parses it, also outside strings. Outside strings we put
 * spaces of the same length (the value is not ours to know), so that the rest parses and keeps its place.
 */
export function blankSubstitutions(text: string): string {
  if (!text.includes('{env:')) return text;
  const parts: string[] = [];
  let copied = 0;
  for (let at = 0; at < text.length; ) {
    TOKEN.lastIndex = at;
    const length = text[at] === '{' ? (TOKEN.exec(text)?.[0].length ?? 0) : 0;
    if (length > 0) {
      parts.push(text.slice(copied, at), ' '.repeat(length));
      copied = at + length;
    }
    at = length > 0 ? at + length : skip(text, at);
  }
  return parts.join('') + text.slice(copied);
}

/** The offset after the string, the comment or the character at `at`. */
function skip(text: string, at: number): number {
  if (text[at] === '"') return endOfString(text, at);
  if (text.startsWith('//', at)) return endOf(text, '\n', at);
  return text.startsWith('/*', at) ? endOf(text, '*/', at + 2) : at + 1;
}

function endOfString(text: string, at: number): number {
  for (let end = at + 1; end < text.length; end += 1) {
    if (text[end] === '\\') end += 1;
    else if (text[end] === '"' || text[end] === '\n') return end + 1;
  }
  return text.length;
}

function endOf(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found < 0 ? text.length : found + mark.length;
}
