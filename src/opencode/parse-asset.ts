import type { AssetFile } from './asset.ts';
import { AGENT_SCHEMA, COMMAND_SCHEMA, configSchemaOf, MCP_SERVER_SCHEMA } from './config-schema.ts';
import { parseFrontMatter } from './front-matter.ts';
import { parseJsonc } from './jsonc.ts';
import { linkProblem } from './link.ts';
import { type AssetKind, isLoose, type Location, locate } from './locate.ts';
import { type Entry, entriesOf, get, type Node, stringOf } from './node.ts';
import { type Problem, problem } from './problem.ts';
import { readText, zeroBytes } from './read-text.ts';
import { schemaProblems } from './schema-problems.ts';
import { PINNED, type Semantics } from './semantics-of.ts';
import { blankSubstitutions } from './substitution.ts';
import { parseYaml } from './yaml.ts';

/** One asset, read as far as it can be read. `root` is null for what has no structure, or was not read. */
export type Asset = Location & {
  readonly path: string;
  readonly text: string | null;
  /** Without their terminators; line 1 is the first. */
  readonly lines: readonly string[];
  readonly root: Node | null;
  readonly problems: readonly Problem[];
};

const MARKDOWN: ReadonlySet<AssetKind> = new Set(['agent', 'mode', 'command', 'skill']);

/** Null for a file that is no asset. Never throws, whatever the bytes are. */
export function parseAsset(file: AssetFile, semantics: Semantics = PINNED): Asset | null {
  const location = locate(file.path);
  if (location === null) return null;
  const common = { ...location, path: file.path };
  if (file.mode === '120000') {
    return { ...common, text: null, lines: [], root: null, problems: linkProblem(file, location) };
  }
  const read = readText(file);
  const text = read.text;
  // Pictures, lock files and the like: nothing in them is configuration.
  const isData = location.kind === 'other' || location.kind === 'manifest';
  const problems = isData ? [] : read.problems;
  if (text === null) return { ...common, text, lines: [], root: null, problems };
  const { root, problems: more } = parseContent(location.kind, text, file.path, semantics);
  if (isLoose(file.path) && !speaksOpencode(root)) return null;
  const all = [...problems, ...more];
  const unsaid = isData || all.length > 0 ? [] : zeroBytes(text, file.path);
  return { ...common, text, lines: text.split(/\r?\n/), root, problems: [...all, ...unsaid] };
}

type Content = { readonly root: Node | null; readonly problems: readonly Problem[] };

/** Any repository may have a folder `agents`; OpenCode's say what the agent may do, or how it is used. */
function speaksOpencode(root: Node | null): boolean {
  const mode = stringOf(get(root ?? undefined, 'mode')) ?? '';
  return ['primary', 'subagent', 'all'].includes(mode) || get(root ?? undefined, 'permission') !== undefined;
}

function parseContent(kind: AssetKind, text: string, path: string, semantics: Semantics): Content {
  if (kind === 'config') return parseConfig(text, path, semantics);
  if (kind === 'workflow') return parseWorkflow(text, path);
  if (!MARKDOWN.has(kind)) return { root: null, problems: [] };
  const { data, problems } = parseFrontMatter(text, path);
  if (kind === 'skill') return { root: data, problems: problems.map(withoutAgent) };
  if (data === null) return { root: data, problems };
  if (kind === 'command') {
    return { root: data, problems: [...problems.map(withoutAgent), ...schemaProblems(data, COMMAND_SCHEMA)] };
  }
  const refusals = schemaProblems(data, AGENT_SCHEMA);
  if (kind === 'agent' || refusals.length === 0) return { root: data, problems: [...problems, ...refusals] };
  return { root: null, problems: [...problems, ...refusals.slice(0, 1).map(asSkipped)] };
}

/** A malformed mode is not read; OpenCode starts without it. */
function asSkipped(one: Problem): Problem {
  const message = one.message.replace('OpenCode refuses to start with this', 'OpenCode leaves this mode out');
  return { ...one, kind: 'skipped', message };
}

/** A command or a skill has no restrictions to lose. */
function withoutAgent(one: Problem): Problem {
  return {
    ...one,
    message: one.message.replace(
      ': the agent loads without its restrictions',
      ': what it says has no effect',
    ),
  };
}

function parseConfig(text: string, path: string, semantics: Semantics): Content {
  const { root, errors } = parseJsonc(blankSubstitutions(text), path);
  const problems = errors
    .slice(0, 1)
    .map((error) => problem('refused', error, `OpenCode refuses to start with this: ${error.message}.`));
  if (root === null || problems.length > 0) return { root, problems };
  return {
    root,
    problems: [
      ...schemaProblems(root, configSchemaOf(semantics)),
      ...mcpServersOf(root).flatMap(serverProblems),
    ],
  };
}

/** A workflow that has nothing to do with OpenCode is left alone; one that has must be readable. */
function parseWorkflow(text: string, path: string): Content {
  if (!/opencode|uses:\s*['"]?\.\//i.test(text)) return { root: null, problems: [] };
  const document = parseYaml(text, path, 1);
  if (document.ok) return { root: document.root, problems: [] };
  if (!/opencode/i.test(text)) return { root: null, problems: [] };
  const message = `This workflow names OpenCode and cannot be read: ${document.message}.`;
  return { root: null, problems: [problem('unreadable', document.place, message)] };
}

function serverProblems(server: Entry): readonly Problem[] {
  return schemaProblems(server.node, MCP_SERVER_SCHEMA, ['mcp', server.key]);
}

/** The MCP servers of a configuration: `mcp.<name>`, and `mcp.servers.<name>` as version 2 writes it. */
export function mcpServersOf(config: Node): readonly Entry[] {
  return entriesOf(get(config, 'mcp')).flatMap((entry) => {
    const isServer = get(entry.node, 'type') !== undefined || get(entry.node, 'command') !== undefined;
    if (entry.key === 'servers' && !isServer) return entriesOf(entry.node);
    return entry.key === 'timeout' && entry.node.kind === 'scalar' ? [] : [entry];
  });
}
