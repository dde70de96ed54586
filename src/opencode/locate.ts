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
  { kind: 'agent', pattern: /^agents?\/(.+)\.md$/ },
  { kind: 'mode', pattern: /^modes?\/([^/]+)\.md$/ },
  { kind: 'command', pattern: /^commands?\/(.+)\.md$/ },
  { kind: 'skill', pattern: /^skills?\/(?:.+\/)?([^/]+)\/SKILL\.md$/ },
  { kind: 'plugin', pattern: /^plugins?\/([^/]+)\.[jt]s$/ },
  { kind: 'tool', pattern: /^tools?\/([^/]+)\.[jt]s$/ },
];

const CONFIG = /^opencode\.jsonc?$/;
const INSTRUCTIONS = /^(?:AGENTS|CLAUDE|CONTEXT)\.md$/;
const OTHER_SKILLS = /^(?:(.*)\/)?\.(?:claude|agents)\/skills\/(?:.+\/)?([^/]+)\/SKILL\.md$/s;

/** Whether a file decides what an agent does. Issue by issue this grows; what it accepts is what the audit reads. */
export function isAsset(path: Path): boolean {
  return locate(path) !== null;
}

/** Null for a file that is no asset. */
export function locate(path: Path): Location | null {
  const segments = path.split('/');
  const base = segments.at(-1) ?? '';
  const dot = segments.lastIndexOf('.opencode');
  if (dot >= 0) return locateInside(segments, dot);
  const folder = segments.slice(0, -1).join('/');
  if (CONFIG.test(base)) return { kind: 'config', folder, name: base };
  if (INSTRUCTIONS.test(base)) return { kind: 'instructions', folder, name: base };
  const skill = OTHER_SKILLS.exec(path);
  return skill === null ? null : { kind: 'skill', folder: skill[1] ?? '', name: skill[2] ?? '' };
}

function locateInside(segments: readonly string[], dot: number): Location | null {
  const folder = segments.slice(0, dot).join('/');
  const inside = segments.slice(dot + 1);
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
