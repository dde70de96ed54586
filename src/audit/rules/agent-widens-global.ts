import type { PermissionRule } from '../../opencode/permission.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import { matchesAll } from '../../opencode/wildcard.ts';
import {
  agentsOf,
  isOn,
  isOwn,
  isShownAsAllowAll,
  openingRule,
  type Placed,
  PROBES,
  ruleFor,
  spotOfRule,
} from '../decision.ts';
import { escalation } from '../escalation.ts';
import { quoteNames } from '../quote-names.ts';
import { isReviewer } from '../reviewer.ts';
import type { AuditContext, Rule } from '../rule.ts';

export const agentWidensGlobal = {
  id: 'agent-widens-global',
  title: 'An agent has more than the rules for all agents give',
  summary: 'An agent allows itself without asking what the permission for all agents denies or asks for.',
  severity: 'medium',
  confidence: 'high',
  category: 'permissions',
  *check(context) {
    for (const placed of agentsOf(context)) {
      const { agent } = placed;
      const escalates = isOn(context, 'task-escalates') && escalation(placed) !== null;
      const keys = KEYS.filter((key) => !(key === 'task' && escalates));
      const widened = keys.flatMap((key) => widening(context, placed, key) ?? []);
      const [first] = widened;
      const spot = first === undefined ? null : spotOfRule(first.rule);
      if (first === undefined || spot === null) continue;
      const names = quoteNames(widened.map(({ key }) => key));
      const origin = first.general.origin;
      const where = origin === null ? '' : ` (${quoteName(origin.path)} line ${origin.line})`;
      const message = `The agent ${quoteName(agent.name)} may use ${names} unasked, where the permission for all agents says "${first.general.action}"${where}.`;
      const isMeant = widened.every(
        ({ general }) => general.action === 'ask' || matchesAll(general.permission),
      );
      yield { ...spot, message, remedy: REMEDY, ...(isMeant ? { severity: 'low' as const } : {}) };
    }
  },
} satisfies Rule;

const REMEDY =
  'Keep what is said for all agents, or narrow the rule to what this agent needs, for example edit: { "*": "deny", "docs/*": "allow" }.';

/** What rules of their own say more about (bash, other folders) is left to them. */
const KEYS = ['edit', 'webfetch', 'websearch', 'task'] as const;

type Widening = { readonly key: string; readonly rule: PermissionRule; readonly general: PermissionRule };

function widening(context: AuditContext, placed: Placed, key: (typeof KEYS)[number]): Widening | null {
  const { agent, semantics } = placed;
  const rule = openingRule(placed, key);
  if (rule === null || rule.origin === null || !isOwn(rule) || isShownAsAllowAll(placed, rule)) return null;
  if (key === 'edit' && isReviewer(agent) && isOn(context, 'edit-in-reviewer')) return null;
  const rules = agent.rules.filter((one) => one.origin === null || !isOwn(one));
  const general = ruleFor({ agent: { rules }, semantics }, key, PROBES[key]);
  if (general === undefined || general.origin === null || general.action === 'allow') return null;
  return { key, rule, general };
}
