import type { Path } from '../change/change.ts';
import { parseJsonc } from './jsonc.ts';
import { type Node, objectNode, type Place } from './node.ts';
import { type Problem, problem } from './problem.ts';
import { parseYaml } from './yaml.ts';

/** What OpenCode makes of a Markdown file. `data` is null when it leaves the file out. */
export type FrontMatter = { readonly data: Node | null; readonly problems: readonly Problem[] };

const MAX_LENGTH = 64 * 1024;

/**
 * OpenCode reads front matter with a lenient reader, and what that reader cannot read it drops: the agent then
 * loads with no restriction at all, and its front matter becomes part of the prompt.
 */
export function parseFrontMatter(text: string, path: Path): FrontMatter {
  const block = split(text);
  const start: Place = { path, line: 1, column: 1 };
  if (block === null) return { data: objectNode(start, []), problems: [] };
  if (block.text.length > MAX_LENGTH) {
    return dropped(start, [
      problem('unreadable', start, 'The front matter is larger than 64 KiB, so it was not read.'),
    ]);
  }
  switch (block.language) {
    case '':
    case 'yaml':
    case 'yml':
      return readYaml(block.text, path);
    case 'json':
      return readJson(block.text, path);
    case 'js':
    case 'javascript':
      return dropped(start, [
        problem(
          'executes',
          start,
          'The front matter is JavaScript: OpenCode runs it when it reads the file.',
        ),
      ]);
    default:
      return failsOpen(start, 'its language is unknown');
  }
}

/** What stands behind the front matter: the prompt of an agent. The whole text when there is no front matter. */
export function bodyOf(text: string): string {
  return (split(text)?.rest ?? text).trim();
}

type Block = { readonly language: string; readonly text: string; readonly rest: string };

/** `---`, an optional language, the block, and a `---` at the start of any line; without one, all is front matter. */
function split(text: string): Block | null {
  if (!text.startsWith('---') || text[3] === '-') return null;
  const lineEnd = text.indexOf('\n');
  const end = lineEnd < 0 ? text.length : lineEnd;
  const rest = text.slice(end);
  const close = rest.indexOf('\n---');
  return {
    language: text.slice(3, end).trim().toLowerCase(),
    text: (close < 0 ? rest : rest.slice(0, close)).slice(1).replace(/\r$/, ''),
    rest: close < 0 ? '' : rest.slice(close + '\n---'.length),
  };
}

function readYaml(text: string, path: Path): FrontMatter {
  const first = parseYaml(text, path, 2);
  if (first.ok) return { data: objectOr(first.root), problems: notAnObject(first.root) };
  const repaired = quoteColons(text);
  if (repaired === text) return failsOpen(first.place, `it is not valid YAML (${first.message})`);
  const second = parseYaml(repaired, path, 2);
  if (second.ok) return { data: objectOr(second.root), problems: notAnObject(second.root) };
  const message = `The front matter is not valid YAML (${second.message}), so OpenCode leaves this file out.`;
  return { data: null, problems: [problem('skipped', first.place, message)] };
}

function readJson(text: string, path: Path): FrontMatter {
  const { root, errors } = parseJsonc(text, path, 2);
  const start: Place = { path, line: 2, column: 1 };
  if (root === null || errors.length > 0) return failsOpen(errors[0] ?? start, 'it is not valid JSON');
  return { data: objectOr(root), problems: notAnObject(root) };
}

/** OpenCode's repair of `description: a: b`: at the left margin, an unquoted value with a colon becomes plain text. */
function quoteColons(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const match = /^([A-Za-z_][A-Za-z0-9_]*)\s*:\s*(.*)$/.exec(line.replace(/\r$/, ''));
      const value = match?.[2]?.trim() ?? '';
      if (match === null || !value.includes(':') || /^["']/.test(value)) return line;
      return `${match[1] ?? ''}: ${JSON.stringify(value)}`;
    })
    .join('\n');
}

function objectOr(root: Node): Node {
  return root.kind === 'object' ? root : objectNode(root.place, []);
}

function notAnObject(root: Node): readonly Problem[] {
  if (root.kind === 'object' || (root.kind === 'scalar' && root.value === null)) return [];
  return failsOpen(root.place, 'it is not a map of keys').problems;
}

function failsOpen(place: Place, why: string): FrontMatter {
  const message = `OpenCode drops the front matter because ${why}: the agent loads without its restrictions.`;
  return dropped(place, [problem('fails-open', place, message)]);
}

function dropped(place: Place, problems: readonly Problem[]): FrontMatter {
  return { data: objectNode(place, []), problems };
}
