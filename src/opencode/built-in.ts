import type { Action, PermissionRule } from './permission.ts';
import { PINNED, type Semantics } from './semantics-of.ts';

export type AgentMode = 'primary' | 'subagent' | 'all';

/** An agent that OpenCode brings along; `rules` stand before anything that a user writes. */
export type BuiltIn = {
  readonly name: string;
  readonly mode: AgentMode;
  readonly hidden: boolean;
  readonly rules: readonly PermissionRule[];
};

/** Folders that only a running OpenCode knows: its data, temporary files, the user's home, the repository. */
export const DATA = '<data>';
export const TEMPORARY = '<tmp>';
export const PROJECT = '<project>';

const TOOL_OUTPUT = `${DATA}/tool-output/*`;

/** What a set-up adds to what OpenCode builds in: the folders of its skills and references, open to every agent. */
export type Surroundings = {
  readonly semantics: Semantics;
  readonly folders: readonly PermissionRule[];
};

const ALONE: Surroundings = { semantics: PINNED, folders: [] };

/** What every agent starts from. */
export function defaultRules({ semantics, folders }: Surroundings): readonly PermissionRule[] {
  const isFirst = semantics.dialect === 1;
  return [
    builtIn('*', '*', 'allow'),
    ...(isFirst ? [builtIn('doom_loop', '*', 'ask')] : []),
    ...outside(semantics, folders),
    builtIn('question', '*', 'deny'),
    builtIn('plan_enter', '*', 'deny'),
    builtIn('plan_exit', '*', 'deny'),
    builtIn('read', '*', 'allow'),
    builtIn('read', '*.env', semantics.envRead),
    builtIn('read', '*.env.*', semantics.envRead),
    builtIn('read', '*.env.example', 'allow'),
  ];
}

function outside(semantics: Semantics, folders: readonly PermissionRule[]): readonly PermissionRule[] {
  return [
    builtIn('external_directory', '*', 'ask'),
    builtIn('external_directory', TOOL_OUTPUT, 'allow'),
    builtIn('external_directory', `${TEMPORARY}/${semantics.dialect === 1 ? 'opencode/' : ''}*`, 'allow'),
    ...folders,
  ];
}

const NOTHING = [builtIn('*', '*', 'deny')];

/** The agents that OpenCode brings along; their `rules` stand between the defaults and what a user writes. */
export function builtInAgents({ semantics, folders }: Surroundings): readonly BuiltIn[] {
  const isFirst = semantics.dialect === 1;
  const reading = ['grep', 'glob', ...(isFirst ? ['list', 'bash'] : []), 'webfetch', 'websearch', 'read'];
  return [
    agent('build', 'primary', [builtIn('question', '*', 'allow'), builtIn('plan_enter', '*', 'allow')]),
    agent('plan', 'primary', [
      builtIn('question', '*', 'allow'),
      builtIn('plan_exit', '*', 'allow'),
      ...(isFirst ? [builtIn('task', 'general', 'deny')] : []),
      builtIn('external_directory', `${DATA}/plans/*`, 'allow'),
      builtIn('edit', '*', 'deny'),
      builtIn('edit', '.opencode/plans/*.md', 'allow'),
      builtIn('edit', `${DATA}/plans/*.md`, 'allow'),
    ]),
    agent('general', 'subagent', [builtIn('todowrite', '*', 'deny')]),
    agent('explore', 'subagent', [
      ...NOTHING,
      ...reading.map((key) => builtIn(key, '*', 'allow')),
      ...outside(semantics, folders),
    ]),
    { ...agent('compaction', 'primary', NOTHING), hidden: true },
    { ...agent('title', 'primary', NOTHING), hidden: true },
    { ...agent('summary', 'primary', NOTHING), hidden: true },
  ];
}

/** The same for the pinned version and a set-up without skills and references. */
export const DEFAULT_RULES: readonly PermissionRule[] = defaultRules(ALONE);
export const BUILT_INS: readonly BuiltIn[] = builtInAgents(ALONE);

/** What stands after everything else (`start`, then `own`), unless a user denied exactly this. */
export function closingRules(
  start: readonly PermissionRule[],
  own: readonly PermissionRule[],
): readonly PermissionRule[] {
  return start.some(isDeniedOutput) || own.some(isDeniedOutput) ? [] : CLOSING;
}

const CLOSING = [builtIn('external_directory', TOOL_OUTPUT, 'allow')];

function isDeniedOutput({ permission, pattern, action }: PermissionRule): boolean {
  return permission === 'external_directory' && pattern === TOOL_OUTPUT && action === 'deny';
}

function agent(name: string, mode: AgentMode, rules: readonly PermissionRule[]): BuiltIn {
  return { name, mode, hidden: false, rules };
}

export function builtIn(permission: string, pattern: string, action: Action): PermissionRule {
  return { permission, pattern, action, origin: null, way: 'built-in' };
}
