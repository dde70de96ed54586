import type { Action, PermissionRule } from './permission.ts';

export type AgentMode = 'primary' | 'subagent' | 'all';

/** An agent that OpenCode 1.18.33 brings along; `rules` stand before anything that a user writes. */
export type BuiltIn = {
  readonly name: string;
  readonly mode: AgentMode;
  readonly hidden: boolean;
  readonly rules: readonly PermissionRule[];
};

/** OpenCode's data and temporary directories, which only a running OpenCode knows. */
export const DATA = '<data>';
export const TEMPORARY = '<tmp>';

const TOOL_OUTPUT = `${DATA}/tool-output/*`;

const EXTERNAL_DIRECTORY = [
  builtIn('external_directory', '*', 'ask'),
  builtIn('external_directory', TOOL_OUTPUT, 'allow'),
  builtIn('external_directory', `${TEMPORARY}/opencode/*`, 'allow'),
];

/** What every agent starts from. */
export const DEFAULT_RULES: readonly PermissionRule[] = [
  builtIn('*', '*', 'allow'),
  builtIn('doom_loop', '*', 'ask'),
  ...EXTERNAL_DIRECTORY,
  builtIn('question', '*', 'deny'),
  builtIn('plan_enter', '*', 'deny'),
  builtIn('plan_exit', '*', 'deny'),
  builtIn('read', '*', 'allow'),
  builtIn('read', '*.env', 'ask'),
  builtIn('read', '*.env.*', 'ask'),
  builtIn('read', '*.env.example', 'allow'),
];

const READING = ['grep', 'glob', 'list', 'bash', 'webfetch', 'websearch', 'read'];

const NOTHING = [builtIn('*', '*', 'deny')];

export const BUILT_INS: readonly BuiltIn[] = [
  agent('build', 'primary', [builtIn('question', '*', 'allow'), builtIn('plan_enter', '*', 'allow')]),
  agent('plan', 'primary', [
    builtIn('question', '*', 'allow'),
    builtIn('plan_exit', '*', 'allow'),
    builtIn('task', 'general', 'deny'),
    builtIn('external_directory', `${DATA}/plans/*`, 'allow'),
    builtIn('edit', '*', 'deny'),
    builtIn('edit', '.opencode/plans/*.md', 'allow'),
    builtIn('edit', `${DATA}/plans/*.md`, 'allow'),
  ]),
  agent('general', 'subagent', [builtIn('todowrite', '*', 'deny')]),
  agent('explore', 'subagent', [
    ...NOTHING,
    ...READING.map((key) => builtIn(key, '*', 'allow')),
    ...EXTERNAL_DIRECTORY,
  ]),
  { ...agent('compaction', 'primary', NOTHING), hidden: true },
  { ...agent('title', 'primary', NOTHING), hidden: true },
  { ...agent('summary', 'primary', NOTHING), hidden: true },
];

/** What stands after everything else, unless a user denied exactly this. */
export function closingRules(rules: readonly PermissionRule[]): readonly PermissionRule[] {
  const denied = rules.some(
    (rule) =>
      rule.permission === 'external_directory' && rule.pattern === TOOL_OUTPUT && rule.action === 'deny',
  );
  return denied ? [] : [builtIn('external_directory', TOOL_OUTPUT, 'allow')];
}

function agent(name: string, mode: AgentMode, rules: readonly PermissionRule[]): BuiltIn {
  return { name, mode, hidden: false, rules };
}

function builtIn(permission: string, pattern: string, action: Action): PermissionRule {
  return { permission, pattern, action, origin: null, way: 'built-in' };
}
