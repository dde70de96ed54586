import type { Path } from '../change/change.ts';

/** What a file is to OpenCode, by its path alone. */
export type AssetKind =
  | 'config'
  | 'agent'
  | 'mode'
  | 'command'
  | 'skill'
  | 'plugin'
  | 'tool'
  | 'manifest'
  | 'instructions'
  /** A workflow or an action of GitHub's: it may start OpenCode. */
  | 'workflow'
  /** A name that OpenCode takes for a folder of its own (`.opencode`, `.opencode/agent`), found as a file. */
  | 'folder'
  /** Anything else under `.opencode`: prompts, themes, what a plugin imports. */
  | 'other';

/** `folder` is the directory whose set-up the asset belongs to (`''` for the root of the repository). */
export type Location = { readonly kind: AssetKind; readonly folder: Path; readonly name: string };

type Pattern = { readonly kind: AssetKind; readonly pattern: RegExp };

/** Below a `.opencode` folder; the group is the name that OpenCode gives it. First match wins. */
const INSIDE: readonly Pattern[] = [
  { kind: 'config', pattern: /^(opencode\.jsonc?)$/ },
  { kind: 'manifest', pattern: /^(package(?:-lock)?\.json|bun\.lockb?|\.npmrc)$/ },
  { kind: 'folder', pattern: /^((?:agent|mode|command|skill|plugin|tool)s?)$/ },
  { kind: 'agent', pattern: /^agents?\/(.+)\.md$/s },
  { kind: 'mode', pattern: /^modes?\/([^/]+)\.md$/ },
  { kind: 'command', pattern: /^commands?\/(.+)\.md$/s },
  { kind: 'skill', pattern: /^skills?\/(?:(?:.+\/)?([^/]+)\/)?SKILL\.md$/s },
  { kind: 'plugin', pattern: /^plugins?\/([^/]+)\.[jt]s$/ },
  { kind: 'tool', pattern: /^tools?\/([^/]+)\.[jt]s$/ },
];

const CONFIG = /^opencode\.jsonc?$/;
const INSTRUCTIONS = /^(?:AGENTS|CLAUDE|CONTEXT)\.md$/;
const WORKFLOW = /^(?:\.github\/workflows\/|(?:.*\/)?(?=action\.ya?ml$))([^/]+\.ya?ml)$/s;
const OTHER_SKILLS = /^(?:(.*)\/)?\.(?:claude|agents)\/skills\/(?:.+\/)?([^/]+)\/SKILL\.md$/s;

/** A repository may itself be a configuration folder. Whether such a file is an agent, only its content says. */
const LOOSE: readonly Pattern[] = [
  { kind: 'agent', pattern: /^agents?\/(.+)\.md$/s },
  { kind: 'mode', pattern: /^modes?\/([^/]+)\.md$/s },
];

/** An agent or a mode that lies outside every configuration folder of OpenCode's. */
export function isLoose(path: Path): boolean {
  return LOOSE.some(({ pattern }) => pattern.test(path));
}

/** Whether a file decides what an agent does. Issue by issue this grows; what it accepts is what the audit reads. */
export function isAsset(path: Path): boolean {
  return locate(path) !== null;
}

/** Null for a file that is no asset. */
export function locate(path: Path): Location | null {
  const segments = path.split('/');
  const base = segments.at(-1) ?? '';
  const dot = segments.lastIndexOf('.opencode');
  if (dot >= 0) return locateInside(segments.slice(0, dot).join('/'), segments.slice(dot + 1));
  const global = segments.findIndex(
    (segment, at) => segment === '.config' && segments[at + 1] === 'opencode',
  );
  if (global >= 0) return locateGlobal(segments, global + 2);
  const folder = segments.slice(0, -1).join('/');
  if (CONFIG.test(base)) return { kind: 'config', folder, name: base };
  if (INSTRUCTIONS.test(base)) return { kind: 'instructions', folder, name: base };
  return locateElsewhere(path);
}

/** What lies in no folder of OpenCode's own. */
function locateElsewhere(path: Path): Location | null {
  const workflow = WORKFLOW.exec(path);
  if (workflow !== null) return { kind: 'workflow', folder: '', name: workflow[1] ?? '' };
  const agent = LOOSE.find(({ pattern }) => pattern.test(path));
  if (agent !== undefined) return { kind: agent.kind, folder: '', name: agent.pattern.exec(path)?.[1] ?? '' };
  const skill = OTHER_SKILLS.exec(path);
  return skill === null ? null : { kind: 'skill', folder: skill[1] ?? '', name: skill[2] ?? '' };
}

/**
 * `.config/opencode` of somebody's home, as repositories of dotfiles have it: a set-up of its own, which no project
 * above it has a part in.
 */
function locateGlobal(segments: readonly string[], start: number): Location | null {
  if (segments.length <= start) return null;
  return locateInside(segments.slice(0, start).join('/'), segments.slice(start));
}

function locateInside(folder: Path, inside: readonly string[]): Location | null {
  // Installed packages are what the lock file says they are; nobody reviews them line by line.
  if (inside.includes('node_modules')) return null;
  const rest = inside.join('/');
  if (rest === '') return { kind: 'folder', folder, name: '.opencode' };
  for (const { kind, pattern } of INSIDE) {
    const match = pattern.exec(rest);
    if (match !== null) return { kind, folder, name: match[1] ?? '' };
  }
  return { kind: 'other', folder, name: rest };
}
