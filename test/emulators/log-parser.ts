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

/** Names that the runner obeys, the last one only from plug-ins of its own; matched without regard to case. */
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
  const known = (name: string) => names === 'any' || isRegistered(name);
  return output.split(LINE_BREAK).flatMap((line) => {
    const readings = [line, line.replace(IGNORED, '')];
    const found = readings.map((reading) => parseCommand(reading, known)).find((command) => command !== null);
    return found ? [found] : [];
  });
}

export const isRegistered = (name: string): boolean => REGISTERED.has(name.toLowerCase());

/** The command of one line, in the newer grammar before the older one. */
export function parseCommand(line: string, known: (name: string) => boolean): Command | null {
  return parseColons(line, known) ?? parseBracket(line, known);
}

/** `::name key=value,key=value::data` at the start of the line, blanks ignored. */
function parseColons(line: string, known: (name: string) => boolean): Command | null {
  const text = line.trimStart();
  const end = text.startsWith('::') ? text.indexOf('::', 2) : -1;
  if (end < 0) return null;
  const { name, rest } = splitHead(text.slice(2, end));
  if (!known(name)) return null;
  const properties = parseProperties(rest.trim(), ',', (value) =>
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
  const unescape = (text: string) => unescapeData(text.replaceAll('%3B', ';').replaceAll('%5D', ']'));
  return {
    name,
    properties: parseProperties(rest, ';', unescape),
    data: unescape(line.slice(end + 1)),
    line,
  };
}

function splitHead(head: string): { name: string; rest: string } {
  const space = head.indexOf(' ');
  return space < 0 ? { name: head, rest: '' } : { name: head.slice(0, space), rest: head.slice(space + 1) };
}

/** A pair without a name or without a value counts for nothing; of names that differ in case alone the first stands. */
function parseProperties(text: string, separator: string, unescape: (value: string) => string) {
  const found = new Map<string, readonly [name: string, value: string]>();
  for (const pair of text.split(separator)) {
    const [, name = '', value = ''] = /^=*([^=]+)=+(.+)$/su.exec(pair) ?? [];
    if (name === '') continue;
    const key = name.toLowerCase();
    found.set(key, [found.get(key)?.[0] ?? name, unescape(value)]);
  }
  return Object.fromEntries(found.values());
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
