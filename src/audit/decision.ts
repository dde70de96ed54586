import type { Agent } from '../opencode/agents.ts';
import { type Action, decidingRule, type PermissionRule } from '../opencode/permission.ts';
import type { SetUp } from '../opencode/project.ts';
import type { Semantics } from '../opencode/semantics-of.ts';
import { matchesAll } from '../opencode/wildcard.ts';
import type { AuditContext, Hit } from './rule.ts';
import type { RuleId } from './rule-ids.ts';

/** Rules, and the version of OpenCode that goes by them. */
export type Judged = {
  readonly agent: { readonly rules: readonly PermissionRule[] };
  readonly semantics: Semantics;
};

/** An agent of the repository, in the set-up that it belongs to. */
export type Placed = { readonly setUp: SetUp; readonly agent: Agent; readonly semantics: Semantics };

export function* agentsOf({ project: { setUps, semantics } }: AuditContext): Iterable<Placed> {
  for (const setUp of setUps) {
    for (const agent of setUp.own) yield { setUp, agent, semantics };
  }
}

/** The rule that decides when `key` is asked for `request`; undefined when none matches, which means ask. */
export function ruleFor(
  { agent, semantics }: Judged,
  key: string,
  request: string,
): PermissionRule | undefined {
  return decidingRule(agent.rules, key, request, semantics);
}

/** What happens when `key` is asked for `request`. */
export function answerTo(judged: Judged, key: string, request: string): Action {
  return ruleFor(judged, key, request)?.action ?? 'ask';
}

/** A request that no team writes a rule for: what happens to it happens to everything that is not listed. */
export const PROBES = {
  bash: 'unlisted-command --with arguments',
  edit: 'unlisted-folder/unlisted-file.ts',
  external_directory: '/unlisted-folder/*',
  webfetch: 'https://unlisted.example/',
  websearch: '*',
  task: 'unlisted-agent',
  doom_loop: 'unlisted-tool',
} as const;

/** The rule that allows `key` for anything that is not listed, or null when it is not allowed. */
export function openingRule(judged: Judged, key: keyof typeof PROBES): PermissionRule | null {
  const rule = ruleFor(judged, key, PROBES[key]);
  return rule?.action === 'allow' ? rule : null;
}

export type Spot = Pick<Hit, 'path' | 'line' | 'scope' | 'identity'>;

/**
 * Where to show what a rule decides for an agent: at the rule when the agent itself has it; else where the
 * repository defines the agent; else at the rule of the global configuration. Null when all of it is built in.
 */
export function spotOf(agent: Agent, rule: PermissionRule): Spot | null {
  if (rule.origin !== null && isOwn(rule)) return spotOfRule(rule);
  if (agent.definedAt !== null && !agent.isBuiltIn) {
    const { path, line } = agent.definedAt;
    return { path, line, identity: path.endsWith('.md') ? 'the agent' : `the agent ${agent.name}` };
  }
  return spotOfRule(rule);
}

/** Null for a built-in rule. */
export function spotOfRule(rule: PermissionRule): Spot | null {
  if (rule.origin === null) return null;
  const { path, line } = rule.origin;
  // In a file of its own an agent may be renamed with its file; the way inside the file stays.
  const scope = path.endsWith('.md')
    ? rule.way.replace(/^agent\..*?\.permission\b/s, 'permission')
    : rule.way;
  return { path, line, scope };
}

/** Shown by permission-allow-all, which then says all there is to say about the rule. */
export function isShownAsAllowAll(judged: Judged, rule: PermissionRule): boolean {
  if (!isForEverything(rule)) return false;
  return (['bash', 'edit', 'external_directory'] as const).some((key) => openingRule(judged, key) === rule);
}

/** Whether a rule runs: one that leaves a case to another rule must not leave it to nobody. */
export function isOn({ policy }: AuditContext, id: RuleId): boolean {
  return policy.rules[id] !== 'off';
}

/** A written rule for every key and every pattern. */
export function isForEverything(rule: PermissionRule): boolean {
  return rule.origin !== null && matchesAll(rule.permission) && matchesAll(rule.pattern);
}

/** Written for this agent, not for all. */
export function isOwn(rule: PermissionRule): boolean {
  return rule.way.startsWith('agent.');
}
