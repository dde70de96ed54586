import type { Agent } from '../../opencode/agents.ts';
import { decidingRule, evaluate, type PermissionRule } from '../../opencode/permission.ts';
import { matchesAll } from '../../opencode/wildcard.ts';
import { agentsMay, bySpot, type Case } from '../by-spot.ts';
import { agentsOf, isOn, isShownAsAllowAll, PROBES, spotOfRule } from '../decision.ts';
import { fetchLeak } from '../fetch-leak.ts';
import { isInMap } from '../in-map.ts';
import { type OneLineMap, withAction } from '../rewrite-line.ts';
import type { AuditContext, Rule } from '../rule.ts';

export const envGuardRemoved = {
  id: 'env-guard-removed',
  title: 'OpenCode no longer asks before it reads .env',
  summary: 'A rule for "read" takes away the question that OpenCode asks before it reads .env files.',
  severity: 'medium',
  confidence: 'high',
  category: 'permissions',
  *check(context) {
    for (const { spot, value, agents } of bySpot(casesOf(context))) {
      const { rule, sends } = value;
      const out = sends ? ', and may send them anywhere with "webfetch"' : '';
      const message = `${agentsMay(agents)} read .env files without a question${out}: the last rule that matches decides, and this one comes after the built-in "*.env": "ask".`;
      const offer =
        rule.permission === 'read' && matchesAll(rule.pattern) ? withAction(context, rule, GUARDED) : {};
      yield { ...spot, message, remedy: REMEDY, ...offer };
    }
  },
} satisfies Rule;

const GUARDED: OneLineMap = [
  ['*', 'allow'],
  ['*.env', 'deny'],
  ['*.env.*', 'deny'],
  ['*.env.example', 'allow'],
];
const REMEDY =
  'Leave the rule out, because reading is allowed anyway, or write the patterns: "*": "allow", then "*.env" and "*.env.*": "deny".';

type Removal = { readonly rule: PermissionRule; readonly sends: boolean };

/** A map of patterns for "read" is judged by read-without-env-deny. */
function* casesOf(context: AuditContext): Iterable<Case<Removal>> {
  for (const { agent } of agentsOf(context)) {
    const rule = decidingRule(agent.rules, 'read', '.env');
    if (rule === undefined || !removesGuard(context, agent, rule)) continue;
    const sends = evaluate(agent.rules, 'webfetch', PROBES.webfetch) === 'allow';
    yield { spot: spotOfRule(rule), agent, value: { rule, sends } };
  }
}

/** Where fetching is allowed in so many words, webfetch-with-secrets says the same and more. */
function removesGuard(context: AuditContext, agent: Agent, rule: PermissionRule): boolean {
  if (rule.action !== 'allow' || rule.origin === null || isShownAsAllowAll(agent, rule)) return false;
  if (isOn(context, 'webfetch-with-secrets') && fetchLeak(agent) !== null) return false;
  return !(isInMap(rule) && matchesAll(rule.pattern));
}
