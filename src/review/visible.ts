/**
 * Text of the change as a model may see it: what a person cannot see in an editor becomes `\u{…}`. Bidirectional
 * controls, zero-width characters, tags and variation selectors can carry instructions that no reviewer reads.
 */
const UNSEEN =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u00a0\u1680\u2000-\u200a\u202f\u205f]/gu;

export function showUnseen(text: string): string {
  return text.replace(UNSEEN, (character) => (character === '\t' ? character : codeOf(character)));
}

/** A path on one line. Unlike lines of text it is reversible: no two paths of a change look the same. */
export function showPathInBrief(path: string): string {
  return path.replaceAll('\\u{', '\\u{5c}u{').replaceAll('\t', '\\u{9}').replace(UNSEEN, codeOf);
}

/** Whether a text holds only characters that a person sees, tabs and line feeds. */
export function isPlain(text: string): boolean {
  return showUnseen(text.replaceAll('\n', ' ')) === text.replaceAll('\n', ' ');
}

/**
 * One line reduced to what evidence is compared by: without a trailing CR, spaces and tabs, unseen characters as
 * the brief shows them. Everything else counts.
 */
export function comparable(line: string): string {
  let end = line.length;
  while (end > 0 && isTrailing(line.charCodeAt(end - 1))) end -= 1;
  return showUnseen(line.slice(0, end));
}

function isTrailing(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0d;
}

function codeOf(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
