import type { PermissionRule } from '../../opencode/permission.ts';
import { agentsOf, isForEverything, openingRule, PROBES, spotOfRule } from '../decision.ts';
import { quoteNames } from '../quote-names.ts';
import type { AuditContext, Hit, Rule } from '../rule.ts';

export const permissionAllowAll = {
  id: 'permission-allow-all',
  title: 'Everything is allowed',
  summary: 'A rule allows an agent everything that no later rule takes back.',
  severity: 'high',
  confidence: 'high',
  category: 'permissions',
  *check(context) {
    for (const { rule, agents } of openRules(context)) {
      const spot = spotOfRule(rule);
      if (spot !== null) yield { ...spot, message: messageFor(agents), remedy: REMEDY };
    }
  },
} satisfies Rule;

const REMEDY =
  'Name what the agent needs and start from a denial: "*": "deny" first, then the keys that it may use.';

type Open = { readonly rule: PermissionRule; readonly agents: readonly string[] };

/** The written rules for every key and pattern that decide at least one key that reaches beyond reading. */
function openRules(context: AuditContext): Iterable<Open> {
  const open = new Map<PermissionRule, string[]>();
  for (const { agent } of agentsOf(context)) {
    for (const key of ['bash', 'edit', 'external_directory'] as const satisfies (keyof typeof PROBES)[]) {
      const rule = openingRule(agent, key);
      if (rule === null || !isForEverything(rule)) continue;
      const names = open.get(rule) ?? [];
      if (!names.includes(agent.name)) names.push(agent.name);
      open.set(rule, names);
    }
  }
  return open.entries().map(([rule, agents]) => ({ rule, agents }));
}

function messageFor(agents: readonly string[]): Hit['message'] {
  const who = agents.length === 1 ? 'the agent' : 'the agents';
  return `This allows ${who} ${quoteNames(agents)} every tool, every MCP server and every folder of the machine, unasked; also what OpenCode asks for by default.`;
}
