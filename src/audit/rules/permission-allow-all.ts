import type { PermissionRule } from '../../opencode/permission.ts';
import { bySpot, type Case, nameAgents } from '../by-spot.ts';
import { agentsOf, isShownAsAllowAll, type Judged, spotOfRule } from '../decision.ts';
import { withAction } from '../rewrite-line.ts';
import type { AuditContext, Rule } from '../rule.ts';

export const permissionAllowAll = {
  id: 'permission-allow-all',
  title: 'Everything is allowed',
  summary: 'A rule allows an agent everything that no later rule takes back.',
  severity: 'high',
  confidence: 'high',
  category: 'permissions',
  *check(context) {
    for (const { spot, value, agents } of bySpot(openRules(context))) {
      const message = `This allows ${nameAgents(agents)} every tool, every MCP server and every folder of the machine, unasked; also what OpenCode asks for by default.`;
      yield { ...spot, message, remedy: REMEDY, ...withAction(context, value, 'ask') };
    }
  },
} satisfies Rule;

const REMEDY =
  'Name what the agent needs and start from a denial: "*": "deny" first, then the keys that it may use.';

/** The written rules for every key and pattern that decide at least one key that reaches beyond reading. */
function* openRules(context: AuditContext): Iterable<Case<PermissionRule>> {
  for (const placed of agentsOf(context)) {
    const { agent } = placed;
    for (const rule of new Set(rulesOf(placed))) yield { spot: spotOfRule(rule), agent, value: rule };
  }
}

function rulesOf(judged: Judged): readonly PermissionRule[] {
  return judged.agent.rules.filter((rule) => isShownAsAllowAll(judged, rule));
}
