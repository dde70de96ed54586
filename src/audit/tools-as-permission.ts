import { get } from '../opencode/node.ts';
import { type Block, keysOf } from './permission-blocks.ts';
import type { AuditContext, Hit } from './rule.ts';

const HEAD = /^\s*(["']?)tools\1\s*:\s*\{?\s*$/;
const KEY = /^(\s*)("[^"\\]+"|'[^']+'|[\w-]+)(\s*:\s*)(true|false)(,?)\s*$/;
const MAX_LINES = 60;

/** The lines of a `tools` block as a `permission`; empty when anything but one plain key on each line is in it. */
export function toolsAsPermission(
  { project }: AuditContext,
  block: Block,
): Partial<Pick<Hit, 'endLine' | 'suggestion'>> {
  const { path, line } = block.entry.place;
  const keys = keysOf(block);
  const isPlain = keys.every(({ place }, index) => place.line === line + 1 + index);
  if (!isPlain || keys.length > MAX_LINES || get(block.owner, 'permission') !== undefined) return {};
  const lines = project.assets.get(path)?.lines.slice(line - 1, line + keys.length) ?? [];
  const suggestion = translate(lines, path.endsWith('.md') ? YAML : JSON_MARKS);
  return suggestion === null ? {} : { endLine: line + keys.length, suggestion };
}

type Marks = { readonly quote: string; readonly comma: string };
const YAML: Marks = { quote: '', comma: '' };
const JSON_MARKS: Marks = { quote: '"', comma: ',' };

/** A key that becomes the same as an earlier one keeps its place and takes the later value. */
function translate(lines: readonly string[], { quote, comma }: Marks): string | null {
  const head = HEAD.exec(lines[0] ?? '');
  const parts = lines.slice(1).map((text) => KEY.exec(text));
  if (head === null || parts.some((part) => part === null)) return null;
  const written = new Map<string, string>();
  for (const [, indent = '', key = '', colon = '', value] of parts.filter((part) => part !== null)) {
    const name = key.replace(/^(["']?)(?:write|patch)\1$/, '$1edit$1');
    written.set(name, `${indent}${name}${colon}${quote}${value === 'true' ? 'allow' : 'deny'}${quote}`);
  }
  const first = (lines[0] ?? '').trimEnd().replace('tools', 'permission');
  return `${first}\n${[...written.values()].join(`${comma}\n`)}${parts.at(-1)?.[5] ?? ''}`;
}
