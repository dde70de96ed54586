/**
 * How the runner reads an environment file (`GITHUB_OUTPUT`): `name=value` or a heredoc `name<<DELIMITER`, a later
 * pair of a name wins. Throws where the runner fails the step.
 */
export function parseEnvFile(text: string): Readonly<Record<string, string>> {
  const lines = text.split(/\r\n|\n|\r/u);
  const pairs: Record<string, string> = {};
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (line === '') continue;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      pairs[line.slice(0, equals)] = line.slice(equals + 1);
      continue;
    }
    if (heredoc < 0) throw new Error(`Invalid format '${line}'`);
    const delimiter = line.slice(heredoc + 2);
    const end = lines.indexOf(delimiter, at + 1);
    if (end < 0) throw new Error(`Matching delimiter not found '${delimiter}'`);
    pairs[line.slice(0, heredoc)] = lines.slice(at + 1, end).join('\n');
    at = end;
  }
  return pairs;
}
