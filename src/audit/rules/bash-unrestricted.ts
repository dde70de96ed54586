import type { PermissionRule } from '../../opencode/permission.ts';
import { agentsOf, isForEverything, openingRule, type Spot, spotOf } from '../decision.ts';
import { quoteNames } from '../quote-names.ts';
import type { AuditContext, Rule } from '../rule.ts';

export const bashUnrestricted = {
  id: 'bash-unrestricted',
  title: 'Any shell command is allowed',
  summary: 'An agent may run any shell command that is not listed, without asking.',
  severity: 'high',
  confidence: 'high',
  category: 'permissions',
  *check(context) {
    for (const { spot, rule, agents } of openPlaces(context)) {
      const who = `The ${agents.length === 1 ? 'agent' : 'agents'} ${quoteNames(agents)}`;
      const message = `${who} may run any command that is not listed, with all of the machine's files, network and environment: ${reasonFor(rule, spot)}.`;
      yield { ...spot, message, remedy: REMEDY };
    }
  },
} satisfies Rule;

const REMEDY =
  'Set bash to "ask" or "deny", or start its patterns with "*": "deny" and list the commands it needs.';

type Open = { readonly spot: Spot; readonly rule: PermissionRule; readonly agents: string[] };

/** Each place once, with every agent that it opens bash for. What allows everything is permission-allow-all's. */
function openPlaces(context: AuditContext): Iterable<Open> {
  const places = new Map<string, Open>();
  for (const { agent } of agentsOf(context)) {
    const rule = openingRule(agent, 'bash');
    const spot = rule === null || isForEverything(rule) ? null : spotOf(agent, rule);
    if (rule === null || spot === null) continue;
    const key = `${spot.line}\0${spot.path}\0${spot.identity ?? spot.scope ?? ''}`;
    const open = places.get(key) ?? { spot, rule, agents: [] };
    if (!open.agents.includes(agent.name)) open.agents.push(agent.name);
    places.set(key, open);
  }
  return places.values();
}

function reasonFor({ origin }: PermissionRule, spot: Spot): string {
  if (origin === null) return 'nothing limits bash, and OpenCode allows it by default';
  const isHere = origin.path === spot.path && origin.line === spot.line;
  return isHere ? 'this rule allows it' : 'nothing limits bash here, and a rule for all agents allows it';
}
