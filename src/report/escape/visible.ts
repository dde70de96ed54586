/**
 * Everything that a reader cannot see, or that moves what he sees: controls (C0, C1, DEL: terminal escapes live
 * here), format characters (bidirectional overrides, zero-width, tags), line and paragraph separators, fillers,
 * variation selectors, private use and unassigned code points, halves of surrogate pairs, the empty Braille cell.
 */
export const UNSEEN = /[\p{C}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\u2800]/gu;

const BREAK = /\r\n|[\r\n\u0085\u2028\u2029]/u;

/** The lines of a text by every convention that some reader of ours has: terminal, runner, browser, JavaScript. */
export function linesOf(text: string): readonly string[] {
  return text.split(BREAK);
}

/** Several lines: breaks become \n and tabs stay; all else that cannot be seen is written out. Idempotent. */
export function visibleText(text: string): string {
  return linesOf(text)
    .map((line) => line.split('\t').map(visibleName).join('\t'))
    .join('\n');
}

/** One line of prose: breaks and tabs become a space; all else that cannot be seen is written out. */
export function visibleLine(text: string): string {
  return visibleName(linesOf(text).join(' ').replaceAll('\t', ' ')).trim();
}

/** A name that must be told apart from every other: nothing is folded, breaks and tabs are written out too. */
export function visibleName(text: string): string {
  return text.replace(UNSEEN, writtenOut);
}

/** `\x1b` for a control, `\xff` for a byte of a path that is no UTF-8 (U+DC80–DCFF), `\u{202e}` for the rest. */
function writtenOut(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0x0a) return '\\n';
  if (code === 0x0d) return '\\r';
  if (code === 0x09) return '\\t';
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  return `\\u{${code.toString(16)}}`;
}
