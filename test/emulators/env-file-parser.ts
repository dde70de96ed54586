export type EnvFileSettings = {
  /**
   * What ends a line. The runner on Linux takes `\n` alone, the one on Windows `\r\n` as well; a test of a writer takes
   * all of them and `\r`, so that no reader finds more in the file than was meant.
   */
  readonly lines?: 'linux' | 'any';
};

/**
 * How the runner reads an environment file (`GITHUB_OUTPUT`): `name=value` or a heredoc `name<<DELIMITER`, a later
 * pair of a name wins. Throws where the runner fails the step.
 */
export function parseEnvFile(text: string, settings: EnvFileSettings = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(readPairs(text, settings));
}

/** The pairs one by one: those before a place where the runner fails have already taken effect. */
export function* readPairs(
  text: string,
  { lines = 'any' }: EnvFileSettings = {},
): Generator<readonly [name: string, value: string]> {
  const rows = rowsOf(text.replace(/^\uFEFF/u, ''), lines === 'linux' ? /\n/gu : /\r\n|\n|\r/gu);
  for (let at = 0; at < rows.length; at++) {
    const { line = '' } = rows[at] ?? {};
    if (line === '') continue;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      yield [line.slice(0, equals), line.slice(equals + 1)];
    } else {
      const { name, value, end } = readHeredoc(rows, at, heredoc);
      yield [name, value];
      at = end;
    }
  }
}

function readHeredoc(rows: readonly Row[], at: number, mark: number) {
  const line = rows[at]?.line ?? '';
  if (mark < 0) throw new Error(`Invalid format '${line}'`);
  const [name, delimiter] = [line.slice(0, mark), line.slice(mark + 2)];
  if (name === '' || delimiter === '')
    throw new Error(`Invalid format '${line}'. Name must not be empty and delimiter must not be empty`);
  const end = findEnd(rows, at + 1, delimiter);
  const value = rows.slice(at + 1, end).map((row) => row.line + row.ending);
  return { name, value: value.join('').replace(/(?:\r\n|\n|\r)$/u, ''), end };
}

type Row = { readonly line: string; readonly ending: string };

function rowsOf(text: string, breaks: RegExp): readonly Row[] {
  const rows: Row[] = [];
  let from = 0;
  for (const { 0: ending, index } of text.matchAll(breaks)) {
    rows.push({ line: text.slice(from, index), ending });
    from = index + ending.length;
  }
  return from < text.length ? [...rows, { line: text.slice(from), ending: '' }] : rows;
}

function findEnd(rows: readonly Row[], from: number, delimiter: string): number {
  for (let at = from; at < rows.length; at++) {
    if (rows[at]?.line === delimiter) return at;
    if (rows[at]?.ending === '') throw new Error('Invalid value. EOF marker missing new line.');
  }
  throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`);
}
