import { quoteName } from '../../opencode/quote-name.ts';
import type { Reached } from '../../opencode/reach.ts';
import { agentsOf, ruleFor, spotOf } from '../decision.ts';
import { escalation } from '../escalation.ts';
import { quoteNames } from '../quote-names.ts';
import { withAction } from '../rewrite-line.ts';
import type { Rule } from '../rule.ts';
import { withPermission } from '../with-permission.ts';

export const taskEscalates = {
  id: 'task-escalates',
  title: 'A limited agent starts one without its limits',
  summary: 'An agent may start a subagent that does what the agent itself is denied.',
  severity: 'high',
  confidence: 'high',
  category: 'permissions',
  *check(context) {
    for (const placed of agentsOf(context)) {
      const { agent } = placed;
      const found = escalation(placed);
      const rule = found === null ? undefined : ruleFor(placed, 'task', firstOf(found.reached));
      const spot = rule === undefined ? null : spotOf(agent, rule);
      if (found === null || rule === undefined || spot === null) continue;
      const { reached, gains } = found;
      const between = reached.by.slice(1);
      const via = between.length === 0 ? '' : ` by way of ${quoteNames(between)}`;
      const message = `The agent ${quoteName(agent.name)} may not ${gains.join(' or ')}, but may start ${quoteName(reached.agent.name)}${via} with "task", which may: a subagent inherits none of these limits.`;
      const isHere = rule.origin?.path === spot.path && rule.origin.line === spot.line;
      const offer = isHere
        ? withAction(context, rule, 'deny')
        : withPermission(context, agent, 'task', 'deny');
      yield { ...spot, message, remedy: REMEDY, ...offer };
    }
  },
} satisfies Rule;

/** The agent that the first step leads to: its rule is the one to change. */
function firstOf({ agent, by }: Reached): string {
  return by[1] ?? agent.name;
}

const REMEDY =
  'Add "task": "deny", or start a map with "*": "deny" and allow the subagents that may do no more than this agent.';
