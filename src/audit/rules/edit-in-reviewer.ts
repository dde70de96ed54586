import type { Agent } from '../../opencode/agents.ts';
import type { PermissionRule } from '../../opencode/permission.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import { deadEditDenials } from '../dead-keys.ts';
import {
  agentsOf,
  isOn,
  isShownAsAllowAll,
  openingRule,
  type Placed,
  type Spot,
  spotOf,
} from '../decision.ts';
import { isReviewer } from '../reviewer.ts';
import { type Offer, withAction } from '../rewrite-line.ts';
import type { AuditContext, Rule } from '../rule.ts';
import { withPermission } from '../with-permission.ts';

export const editInReviewer = {
  id: 'edit-in-reviewer',
  title: 'A reviewer may edit files',
  summary: 'An agent that reviews may change the files that it judges.',
  severity: 'medium',
  confidence: 'medium',
  category: 'permissions',
  *check(context) {
    for (const placed of agentsOf(context)) {
      const { agent } = placed;
      const rule = isReviewer(agent) ? openingRule(placed, 'edit') : null;
      const spot = rule === null || isShownElsewhere(context, placed, rule) ? null : spotOf(agent, rule);
      if (rule === null || spot === null) continue;
      const message = `The agent ${quoteName(agent.name)} is a reviewer by its name or description, and may edit any file without asking.`;
      yield { ...spot, message, remedy: REMEDY, ...offerFor(context, agent, rule, spot) };
    }
  },
} satisfies Rule;

const REMEDY = 'Add edit: deny to its permission; keys such as write or patch have no effect in OpenCode.';

/** What allows everything, and a denial under a dead key, have rules that say more. */
function isShownElsewhere(context: AuditContext, placed: Placed, rule: PermissionRule): boolean {
  if (isShownAsAllowAll(placed, rule) && isOn(context, 'permission-allow-all')) return true;
  return deadEditDenials(placed.agent).length > 0 && isOn(context, 'rule-dead');
}

function offerFor(context: AuditContext, agent: Agent, rule: PermissionRule, spot: Spot): Offer {
  if (rule.origin?.path === spot.path && rule.origin.line === spot.line)
    return withAction(context, rule, 'deny');
  return withPermission(context, agent, 'edit', 'deny');
}
