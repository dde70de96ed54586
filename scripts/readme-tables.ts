// Writes the tables of README.md between their markers, from the files that decide: the inputs and outputs from
// action.yml, the rules from src/audit. With --check it writes nothing and fails when a table is out of date.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { RULES } from '../src/audit/index.ts';

const root = join(import.meta.dirname, '..');

const ACTION = z.object({
  inputs: z.record(z.string(), z.object({ description: z.string(), default: z.string() })),
  outputs: z.record(z.string(), z.object({ description: z.string() })),
});

/** README.md with every generated table rewritten. Throws when a marker is missing. */
export function renderReadme(readme: string): string {
  const action = ACTION.parse(parse(readFileSync(join(root, 'action.yml'), 'utf8')));
  const inputs = Object.entries(action.inputs).map(([name, input]) => [
    code(name),
    input.default === '' ? '' : code(input.default),
    input.description,
  ]);
  const outputs = Object.entries(action.outputs).map(([name, output]) => [code(name), output.description]);
  const rules = RULES.map((rule) => [
    `[${code(rule.id)}](docs/rules/${rule.id}.md)`,
    rule.severity,
    rule.summary,
  ]);
  return [
    { name: 'inputs', head: ['Input', 'Default', 'Meaning'], rows: inputs },
    { name: 'outputs', head: ['Output', 'Meaning'], rows: outputs },
    { name: 'rules', head: ['Rule', 'Severity', 'What it finds'], rows: rules },
  ].reduce((text, table) => replaceBetween(text, table.name, renderTable(table.head, table.rows)), readme);
}

function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function cell(text: string): string {
  return text.trim().replaceAll(/\s+/gu, ' ').replaceAll('|', '\\|');
}

function code(text: string): string {
  return `\`${text}\``;
}

function replaceBetween(text: string, name: string, table: string): string {
  const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`README.md lacks the markers ${start} and ${end}`);
  return `${text.slice(0, from + start.length)}\n${table}\n${text.slice(to)}`;
}

if (import.meta.main) {
  const path = join(root, 'README.md');
  const before = readFileSync(path, 'utf8');
  const after = renderReadme(before);
  if (!process.argv.includes('--check')) writeFileSync(path, after);
  else if (after !== before) {
    console.error('README.md is out of date; run: node scripts/readme-tables.ts');
    process.exitCode = 1;
  }
}
