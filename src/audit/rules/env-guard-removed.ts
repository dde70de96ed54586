import type { PermissionRule } from '../../opencode/permission.ts';
import { matchesAll } from '../../opencode/wildcard.ts';
import { agentsMay, bySpot, type Case } from '../by-spot.ts';
import {
  agentsOf,
  answerTo,
  isOn,
  isShownAsAllowAll,
  type Placed,
  PROBES,
  ruleFor,
  spotOfRule,
} from '../decision.ts';
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
      const { rule, guard, sends } = value;
      const out = sends ? ', and may send them anywhere with "webfetch"' : '';
      const message = `${agentsMay(agents)} read .env files without a question${out}: ${whyFor(guard)}.`;
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

type Removal = {
  readonly rule: PermissionRule;
  /** The built-in rule that is of no use now; undefined where OpenCode has none for this agent. */
  readonly guard: PermissionRule | undefined;
  readonly sends: boolean;
};

function whyFor(guard: PermissionRule | undefined): string {
  if (guard === undefined) return 'this rule allows it, and nothing after it says otherwise';
  return `the last rule that matches decides, and this one comes after the built-in "${guard.pattern}": "${guard.action}"`;
}

/** A map of patterns for "read" is judged by read-without-env-deny. */
function* casesOf(context: AuditContext): Iterable<Case<Removal>> {
  for (const placed of agentsOf(context)) {
    const { agent } = placed;
    const rule = ruleFor(placed, 'read', '.env');
    if (rule === undefined || !removesGuard(context, placed, rule)) continue;
    const guard = agent.rules.find(({ origin, pattern }) => origin === null && pattern === '*.env');
    const sends = answerTo(placed, 'webfetch', PROBES.webfetch) === 'allow';
    yield { spot: spotOfRule(rule), agent, value: { rule, guard, sends } };
  }
}

/** Where fetching is allowed in so many words, webfetch-with-secrets says the same and more. */
function removesGuard(context: AuditContext, placed: Placed, rule: PermissionRule): boolean {
  if (rule.action !== 'allow' || rule.origin === null || isShownAsAllowAll(placed, rule)) return false;
  if (isOn(context, 'webfetch-with-secrets') && fetchLeak(placed) !== null) return false;
  return !(isInMap(rule) && matchesAll(rule.pattern));
}
