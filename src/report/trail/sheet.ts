import { visibleLine } from '../escape/visible.ts';
import { counted } from '../place.ts';
import { type Paint, padded, type Style, widthOf } from '../terminal.ts';

/**
 * Rows of a label and a text, in two columns of at most `columns` together. Labels and texts are foreign: what cannot
 * be seen is written out, and a word without an end is broken.
 */
export function sheet(columns: number, paint: Paint, labels: number) {
  const lines: string[] = [];
  const room = Math.max(20, columns - labels - 2);

  return {
    lines,
    gap: () => void lines.push(''),
    title: (text: string) => void lines.push('', paint('bold', visibleLine(text))),
    row(label: string, text: string, style: Style | null = null) {
      const [first = '', ...more] = wrap(visibleLine(text), room);
      // The blanks before a time are its place in the column.
      const name = padded(visibleEdge(label), labels);
      const show = (line: string) => (style === null ? line : paint(style, line));
      lines.push(`${paint('dim', name)}  ${show(first)}`.trimEnd());
      for (const line of more) lines.push(`${' '.repeat(labels)}  ${show(line)}`);
    },
    more(count: number, noun: string) {
      if (count > 0)
        lines.push(`${' '.repeat(labels)}  ${paint('dim', `and ${counted(count, `more ${noun}`)}`)}`);
    },
  };
}

function visibleEdge(label: string): string {
  const text = label.trimStart();
  return ' '.repeat(label.length - text.length) + visibleLine(text).slice(0, 60);
}

/** Lines of at most `room` columns. */
function wrap(text: string, room: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ').flatMap((one) => pieces(one, room))) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + 1 + widthOf(word) <= room)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** A word in pieces that fit. */
function pieces(word: string, room: number): readonly string[] {
  if (widthOf(word) <= room) return [word];
  const parts: string[] = [];
  let part = '';
  let width = 0;
  for (const character of word) {
    const more = widthOf(character);
    if (width + more > room) {
      parts.push(part);
      part = '';
      width = 0;
    }
    part += character;
    width += more;
  }
  return [...parts, part];
}
