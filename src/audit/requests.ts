import { matcherOf, type PermissionRule } from '../opencode/permission.ts';
import type { Semantics } from '../opencode/semantics-of.ts';
import { PROBES } from './decision.ts';

/** Something that an agent may ask for, and the words for it. */
export type Request = { readonly key: string; readonly pattern: string; readonly words: string };

/** The rules that speak about one key, and requests for it that tell them apart. */
export type Topic = {
  readonly key: string;
  readonly before: readonly PermissionRule[];
  readonly after: readonly PermissionRule[];
  readonly requests: readonly Request[];
};

/** A tool that nobody names: one of an MCP server or of a plugin. */
const OTHER_TOOL = 'unlisted-server_tool';

/** Keys under which nothing leaves the conversation, and keys that OpenCode has no tool for. */
const HARMLESS = new Set(
  'list todowrite todoread question plan_enter plan_exit lsp write patch apply_patch multiedit codesearch'.split(
    ' ',
  ),
);

/** A pattern longer than this is no one's; its text would make matching slow. */
const MAX_PATTERN = 300;

/** For each key of either side, one request that nobody lists and one for each pattern. */
export function topicsOf(
  before: readonly PermissionRule[],
  after: readonly PermissionRule[],
  semantics: Semantics,
): readonly Topic[] {
  const test = matcherOf(semantics);
  return keysOf([...before, ...after]).map((key) => {
    const about = (rules: readonly PermissionRule[]) => rules.filter((rule) => test(rule.permission, key));
    const [was, is] = [about(before), about(after)];
    return { key, before: was, after: is, requests: requestsOf(key, [...was, ...is]) };
  });
}

function keysOf(rules: readonly PermissionRule[]): readonly string[] {
  const written = rules.map((rule) => sampleOf(rule.permission)).filter((key) => key.length <= MAX_PATTERN);
  const keys = new Set([...Object.keys(PROBES), 'read', 'glob', 'grep', 'skill', OTHER_TOOL, ...written]);
  return [...keys].filter((key) => !HARMLESS.has(key));
}

function requestsOf(key: string, rules: readonly PermissionRule[]): readonly Request[] {
  const name = key === OTHER_TOOL ? 'any tool of an MCP server or plugin' : key;
  const probes: Readonly<Record<string, string>> = PROBES;
  const requests = new Map<string, Request>();
  const unlisted = Object.hasOwn(probes, key) ? (probes[key] ?? '') : 'unlisted';
  requests.set(unlisted, { key, pattern: unlisted, words: name });
  for (const { pattern, permission, origin } of rules) {
    if (pattern.length > MAX_PATTERN || /^\*+$/.test(pattern)) continue;
    // OpenCode's own folders, and those of the skills: they come and go with what is in the repository.
    if (origin === null && permission === 'external_directory') continue;
    const sample = sampleOf(pattern);
    if (!requests.has(sample)) requests.set(sample, { key, pattern: sample, words: `${name} ${pattern}` });
  }
  return [...requests.values()];
}

/** A text that a wildcard matches, and that says what it is for. */
function sampleOf(pattern: string): string {
  return pattern === '*' ? OTHER_TOOL : pattern.replaceAll('*', 'x').replaceAll('?', 'x');
}
