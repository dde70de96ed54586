import type { Path } from '../change/change.ts';
import { parseJsonc } from './jsonc.ts';
import { type Node, objectNode, type Place } from './node.ts';
import { type Problem, problem } from './problem.ts';
import { repairFrontMatter } from './repair-front-matter.ts';
import { parseYaml } from './yaml.ts';

/** What OpenCode makes of a Markdown file. `data` is null when it leaves the file out. */
export type FrontMatter = { readonly data: Node | null; readonly problems: readonly Problem[] };

const MAX_LENGTH = 64 * 1024;

/**
 * OpenCode reads front matter with a lenient reader, and what that reader cannot read it drops: the agent then
 * loads with no restriction at all, and its front matter becomes part of the prompt.
 */
export function parseFrontMatter(text: string, path: Path): FrontMatter {
  const first = readBlock(text, path);
  if (first.ok) return first.found;
  const repaired = repairFrontMatter(text);
  // A text that has been read before is not read again: without a repair, what is left of the file is its prompt.
  if (repaired === text) return failsOpen(first.place, first.why);
  const second = readBlock(repaired, path);
  if (second.ok) return second.found;
  const message = `The front matter cannot be read (${second.why}), so OpenCode leaves this file out.`;
  return { data: null, problems: [problem('skipped', first.place, message)] };
}

type Reading =
  | { readonly ok: true; readonly found: FrontMatter }
  | { readonly ok: false; readonly place: Place; readonly why: string };

function readBlock(text: string, path: Path): Reading {
  const block = split(text);
  const start: Place = { path, line: 1, column: 1 };
  if (block === null) return read({ data: objectNode(start, []), problems: [] });
  if (block.text.length > MAX_LENGTH) {
    const message = 'The front matter is larger than 64 KiB, so it was not read.';
    return read(dropped(start, [problem('unreadable', start, message)]));
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
      return read(dropped(start, [problem('executes', start, EXECUTES)]));
    default:
      return { ok: false, place: start, why: 'its language is unknown' };
  }
}

/** What stands behind the front matter: the prompt of an agent. The whole text when there is no front matter. */
export function bodyOf(text: string): string {
  return (split(text)?.rest ?? text).trim();
}

const EXECUTES = 'The front matter is JavaScript: OpenCode runs it when it reads the file.';

function read(found: FrontMatter): Reading {
  return { ok: true, found };
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

function readYaml(text: string, path: Path): Reading {
  const document = parseYaml(text, path, 2);
  if (document.ok) return read({ data: objectOr(document.root), problems: notAnObject(document.root) });
  return { ok: false, place: document.place, why: `it is not valid YAML (${document.message})` };
}

/** Strict JSON, unlike OpenCode's own configuration. */
function readJson(text: string, path: Path): Reading {
  const { root, errors } = parseJsonc(text, path, 2);
  const place: Place = errors[0] ?? { path, line: 2, column: 1 };
  if (root === null || errors.length > 0 || !isStrictJson(text)) {
    return { ok: false, place, why: 'it is not valid JSON' };
  }
  return read({ data: objectOr(root), problems: notAnObject(root) });
}

function isStrictJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
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
