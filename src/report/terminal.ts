export type Style = 'red' | 'yellow' | 'green' | 'cyan' | 'bold' | 'dim';
export type Paint = (style: Style, text: string) => string;

const CODES: Readonly<Record<Style, number>> = { red: 31, yellow: 33, green: 32, cyan: 36, bold: 1, dim: 2 };

export function painter(colour: boolean): Paint {
  return (style, text) => (colour ? `\u001b[${CODES[style]}m${text}\u001b[0m` : text);
}

/** Characters that a terminal draws two columns wide. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u30ff\uff01-\uff60]/gu;
const MARKS = /\p{M}/gu;

/** The columns that a line takes in a terminal. What cannot be seen must be written out already. */
export function widthOf(text: string): number {
  const characters = Array.from(text).length;
  return characters + (text.match(WIDE)?.length ?? 0) - (text.match(MARKS)?.length ?? 0);
}

export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** At most `width` columns, with a mark where something is missing. */
export function shortened(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const kept: string[] = [];
  let left = width - 1;
  for (const character of text) {
    left -= widthOf(character);
    if (left < 0) break;
    kept.push(character);
  }
  return `${kept.join('')}…`;
}

/** Lines of at most `columns`, broken at blanks, each after `indent`; a longer word has a line of its own. */
export function wrapped(text: string, columns: number, indent: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(`${last} ${word}`) <= columns)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${indent}${word}`);
  }
  return lines;
}
