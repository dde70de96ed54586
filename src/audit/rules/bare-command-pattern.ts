import type { Agent } from '../../opencode/agents.ts';
import type { PermissionRule } from '../../opencode/permission.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import { matches } from '../../opencode/wildcard.ts';
import { affordable } from '../affordable.ts';
import { bySpot, type Case, nameAgents } from '../by-spot.ts';
import { agentsOf, answerTo, openingRule, spotOfRule } from '../decision.ts';
import { isInMap } from '../in-map.ts';
import { withKey } from '../rewrite-line.ts';
import type { AuditContext, Rule } from '../rule.ts';

export const bareCommandPattern = {
  id: 'bare-command-pattern',
  title: 'A pattern that matches a command without arguments only',
  summary:
    'A pattern for shell commands has no "*", so that the command with any argument is decided elsewhere.',
  severity: 'medium',
  confidence: 'high',
  category: 'permissions',
  *check(context) {
    for (const { spot, value, agents } of bySpot(casesOf(context))) {
      const { pattern, action } = value.rule;
      const limits = action !== 'allow';
      const wide = `${pattern}${context.project.semantics.optionalTail ? ' *' : '*'}`;
      const message = `${quoteName(pattern)} is "${action}" for exactly this text; ${quoteName(`${pattern} ${ARGUMENT}`)} is "${value.otherwise}" for ${nameAgents(agents)}.`;
      const remedy = limits
        ? `Write "${wide}": it matches the command with and without arguments.`
        : `Write the whole command with the arguments that the agent needs; "${pattern}" alone only prints its help.`;
      const offer =
        limits && value.rule.origin !== null ? withKey(context, value.rule.origin, pattern, wide) : {};
      yield { ...spot, message, remedy, ...offer, ...(limits ? {} : { severity: 'low' as const }) };
    }
  },
} satisfies Rule;

const ARGUMENT = '--any';
/** Commands that do nothing by themselves. */
const NEEDS_ARGUMENTS =
  /^(?:git|npm|pnpm|bun|npx|bunx|docker|podman|kubectl|helm|gh|glab|cargo|go|pip|pip3|uv|poetry|terraform|aws|gcloud|az|grep|rg|sed|awk|curl|wget|cat|head|tail|cp|mv|rm|mkdir|touch|chmod|echo|jq|dotnet)$/;

type Bare = { readonly rule: PermissionRule; readonly otherwise: string };

/** Where any command runs, such a list is no limit at all, and rules for that say so. */
function* casesOf(context: AuditContext): Iterable<Case<Bare>> {
  for (const placed of agentsOf(context)) {
    const { agent } = placed;
    if (openingRule(placed, 'bash') !== null) continue;
    for (const rule of agent.rules.filter(isBare).slice(-affordable(agent.rules.length))) {
      const otherwise = answerTo(placed, 'bash', `${rule.pattern} ${ARGUMENT}`);
      if (!isMistake(agent, rule, otherwise)) continue;
      yield { spot: spotOfRule(rule), agent, value: { rule, otherwise } };
    }
  }
}

function isBare(rule: PermissionRule): boolean {
  const isWritten = rule.origin !== null && isInMap(rule) && matches(rule.permission, 'bash');
  return isWritten && /^[\w./-]+(?: [\w./:-]+)*$/.test(rule.pattern);
}

/** A limit is a mistake when arguments get round it; a permission when the command alone is of no use. */
function isMistake(agent: Agent, { pattern, action }: PermissionRule, otherwise: string): boolean {
  if (action === otherwise) return false;
  if (action !== 'allow') return otherwise === 'allow';
  if (!NEEDS_ARGUMENTS.test(pattern)) return false;
  return !agent.rules.some((rule) => rule.action === 'allow' && rule.pattern.startsWith(`${pattern} `));
}
