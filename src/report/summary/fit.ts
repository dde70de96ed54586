/** A part of the summary. `rows` are kept or dropped whole, from the top; `essential` parts are never cut. */
export type Section = {
  readonly head: string;
  readonly rows: readonly string[];
  readonly essential?: boolean;
};

const encoder = new TextEncoder();

/** The sections one after the other within `maxBytes` bytes of UTF-8; what does not fit is counted and said. */
export function fitSections(sections: readonly Section[], maxBytes: number): string {
  const filled = sections.filter(({ head, rows }) => head !== '' || rows.length > 0);
  const reserved = filled.filter(({ essential }) => essential).reduce((sum, part) => sum + bytesOf(part), 0);
  let free = maxBytes - reserved;
  const texts: string[] = [];
  for (const section of filled) {
    if (section.essential) {
      texts.push(textOf(section));
      continue;
    }
    const text = fitRows(section, free);
    free -= encoder.encode(text).length;
    texts.push(text);
  }
  return hardCut(texts.join(''), maxBytes);
}

function fitRows(section: Section, free: number): string {
  if (bytesOf(section) <= free) return textOf(section);
  const { head, rows } = section;
  let room = free - encoder.encode(`${head}\n\n\n${leftNote(rows.length)}`).length;
  if (room < 0) return '';
  const kept: string[] = [];
  for (const row of rows) {
    room -= encoder.encode(row).length + 1;
    if (room < 0) break;
    kept.push(row);
  }
  return `${textOf({ head, rows: kept })}${leftNote(rows.length - kept.length)}`;
}

function leftNote(count: number): string {
  return `*${count} more did not fit in here; the report file has all of them.*\n\n`;
}

function textOf({ head, rows }: Section): string {
  return `${[...(head === '' ? [] : [head]), ...rows].join('\n')}\n\n`;
}

function bytesOf(section: Section): number {
  return encoder.encode(textOf(section)).length;
}

/** For a limit that is smaller than the essential parts: whole lines from the top, and a note. */
function hardCut(text: string, maxBytes: number): string {
  if (encoder.encode(text).length <= maxBytes) return text;
  const note = '\n*The rest did not fit in here.*\n';
  let room = maxBytes - encoder.encode(note).length;
  const kept: string[] = [];
  for (const line of text.split('\n')) {
    room -= encoder.encode(line).length + 1;
    if (room < 0) break;
    kept.push(line);
  }
  return `${kept.join('\n')}${note}`;
}
