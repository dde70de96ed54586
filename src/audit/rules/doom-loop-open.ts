import type { PermissionRule } from '../../opencode/permission.ts';
import { matchesAll } from '../../opencode/wildcard.ts';
import { bySpot, type Case, nameAgents } from '../by-spot.ts';
import { agentsOf, PROBES, ruleFor, spotOfRule } from '../decision.ts';
import { withAction } from '../rewrite-line.ts';
import type { AuditContext, Rule } from '../rule.ts';

export const doomLoopOpen = {
  id: 'doom-loop-open',
  title: 'A loop of equal calls is not stopped',
  summary: 'The question that OpenCode asks when a tool repeats itself is taken away.',
  severity: 'low',
  confidence: 'high',
  category: 'permissions',
  *check(context) {
    for (const { spot, value, agents } of bySpot(casesOf(context))) {
      const message = `OpenCode no longer stops ${nameAgents(agents)} when a tool is called again and again with the same input: it goes on until the time or the money is gone.`;
      yield { ...spot, message, remedy: REMEDY, ...withAction(context, value, 'ask') };
    }
  },
} satisfies Rule;

const REMEDY = 'Leave doom_loop out, or set it to "ask"; without anybody to answer, "deny" ends the run.';

/** Written for this key; what is written for every key has rules of its own. */
function* casesOf(context: AuditContext): Iterable<Case<PermissionRule>> {
  for (const placed of agentsOf(context)) {
    const rule = ruleFor(placed, 'doom_loop', PROBES.doom_loop);
    if (rule?.action !== 'allow' || rule.origin === null || matchesAll(rule.permission)) continue;
    yield { spot: spotOfRule(rule), agent: placed.agent, value: rule };
  }
}
