/**
 * OpenCode's repair of front matter such as `description: a: b`, tried when the reader fails: at the left margin an
 * unquoted value with a colon becomes plain text (on a line of its own there, in quotes here, so that what follows
 * keeps its line). Line endings become line feeds on the way, which alone makes the text another one.
 */
export function repairFrontMatter(text: string): string {
  const block = /^---\r?\n([\s\S]*?)\r?\n---/.exec(text)?.[1];
  if (block === undefined) return text;
  const repaired = block.split(/\r?\n/).map(repairLine).join('\n');
  return text.replace(block, () => repaired);
}

function repairLine(line: string): string {
  const match = /^([a-zA-Z_][a-zA-Z0-9_]*)\s*:\s*(.*)$/.exec(line);
  const value = match?.[2]?.trim() ?? '';
  const isLeft = match === null || value === '' || value === '>' || value === '|';
  if (isLeft || /^["']/.test(value) || !value.includes(':')) return line;
  return `${match[1] ?? ''}: ${JSON.stringify(value)}`;
}
