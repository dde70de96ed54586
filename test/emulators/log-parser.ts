/**
 * How GitHub's runner finds commands in what an action prints, in both grammars and on both streams, written
 * from the documented behaviour. Stricter than the runner where that is uncertain: characters that a culture-aware comparison
 * ignores are taken out first, so that a command hidden behind them counts as well.
 */
export type Command = {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
  readonly line: string;
};

/** Names that the runner obeys; matched without regard to case. */
const REGISTERED = new Set([
  'add-mask',
  'add-path',
  'set-env',
  'set-output',
  'save-state',
  'debug',
  'warning',
  'error',
  'notice',
  'group',
  'endgroup',
  'echo',
  'add-matcher',
  'remove-matcher',
  'stop-commands',
  'internal-set-repo-path',
]);

const IGNORED = /[\p{C}\p{Default_Ignorable_Code_Point}]/gu;
const LINE_BREAK = /\r\n|[\r\n]/u;

export type ParserSettings = {
  /** Names that count: the runner's own, or any at all for a stricter test. */
  readonly names?: 'registered' | 'any';
};

/** Every command in the output of one stream, in order. */
export function parseLog(output: string, { names = 'registered' }: ParserSettings = {}): readonly Command[] {
  const known = (name: string) => names === 'any' || REGISTERED.has(name.toLowerCase());
  return output.split(LINE_BREAK).flatMap((line) => {
    const readings = [line, line.replace(IGNORED, '')];
    const found = readings.map((reading) => parseLine(reading, known)).find((command) => command !== null);
    return found ? [found] : [];
  });
}

function parseLine(line: string, known: (name: string) => boolean): Command | null {
  return parseColons(line, known) ?? parseBracket(line, known);
}

/** `::name key=value,key=value::data` at the start of the line, blanks ignored. */
function parseColons(line: string, known: (name: string) => boolean): Command | null {
  const text = line.trimStart();
  const end = text.startsWith('::') ? text.indexOf('::', 2) : -1;
  if (end < 0) return null;
  const { name, rest } = splitHead(text.slice(2, end));
  if (!known(name)) return null;
  const properties = parseProperties(rest, ',', (value) =>
    unescapeData(value.replaceAll('%3A', ':').replaceAll('%2C', ',')),
  );
  return { name, properties, data: unescapeData(text.slice(end + 2)), line };
}

/** `##[name key=value;key=value]data` anywhere in the line. */
function parseBracket(line: string, known: (name: string) => boolean): Command | null {
  const start = line.indexOf('##[');
  const end = start < 0 ? -1 : line.indexOf(']', start);
  if (end < 0) return null;
  const { name, rest } = splitHead(line.slice(start + 3, end));
  if (!known(name)) return null;
  return { name, properties: parseProperties(rest, ';', (value) => value), data: line.slice(end + 1), line };
}

function splitHead(head: string): { name: string; rest: string } {
  const space = head.indexOf(' ');
  return space < 0 ? { name: head, rest: '' } : { name: head.slice(0, space), rest: head.slice(space + 1) };
}

function parseProperties(text: string, separator: string, unescape: (value: string) => string) {
  const pairs = text
    .trim()
    .split(separator)
    .filter((pair) => pair.includes('='))
    .map((pair) => {
      const equals = pair.indexOf('=');
      return [pair.slice(0, equals), unescape(pair.slice(equals + 1))];
    });
  return Object.fromEntries(pairs) as Record<string, string>;
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

/** What the runner keeps as an annotation after its own rules; null for what it does not show. */
export type ShownAnnotation = {
  readonly level: string;
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly endLine: number | undefined;
  readonly message: string;
};

/** The annotations of one step: ten of each type, messages cut, and everything behind that lost without a word. */
export function shownAnnotations(commands: readonly Command[]): readonly ShownAnnotation[] {
  const spent: Record<string, number> = {};
  return commands.flatMap(({ name, properties, data }) => {
    const level = name.toLowerCase();
    if (!['error', 'warning', 'notice'].includes(level)) return [];
    spent[level] = (spent[level] ?? 0) + 1;
    if (spent[level] > 10) return [];
    const numberOf = (key: string) => (properties[key] === undefined ? undefined : Number(properties[key]));
    const { file } = properties;
    return [
      { level, file, line: numberOf('line'), endLine: numberOf('endLine'), message: data.slice(0, 4096) },
    ];
  });
}
