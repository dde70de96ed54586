import type { PermissionRule } from '../../opencode/permission.ts';
import { agentsMay, bySpot } from '../by-spot.ts';
import type { Spot } from '../decision.ts';
import { openBash } from '../open-bash.ts';
import { withAction } from '../rewrite-line.ts';
import type { Rule } from '../rule.ts';
import { withPermission } from '../with-permission.ts';

export const bashUnrestricted = {
  id: 'bash-unrestricted',
  title: 'Any shell command is allowed',
  summary: 'An agent may run any shell command that is not listed, without asking.',
  severity: 'high',
  confidence: 'high',
  category: 'permissions',
  *check(context) {
    for (const { spot, value, agents } of bySpot(openBash(context, 'bash-unrestricted'))) {
      const { opening, agent } = value;
      const message = `${agentsMay(agents)} run any command that is not listed, with all of the machine's files, network and environment: ${reasonFor(opening, spot)}.`;
      const offer = isHere(opening, spot)
        ? withAction(context, opening, 'ask')
        : withPermission(context, agent, 'bash', 'ask');
      yield { ...spot, message, remedy: REMEDY, ...offer };
    }
  },
} satisfies Rule;

const REMEDY =
  'Set bash to "ask" or "deny", or start its patterns with "*": "deny" and list the commands it needs.';

function reasonFor(rule: PermissionRule, spot: Spot): string {
  if (rule.origin === null) return 'nothing limits bash, and OpenCode allows it by default';
  return isHere(rule, spot)
    ? 'this rule allows it'
    : 'nothing limits bash here, and a rule for all agents allows it';
}

function isHere({ origin }: PermissionRule, spot: Spot): boolean {
  return origin !== null && origin.path === spot.path && origin.line === spot.line;
}
