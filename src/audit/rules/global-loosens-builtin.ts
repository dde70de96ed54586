import { builtInAgents, defaultRules } from '../../opencode/built-in.ts';
import type { PermissionRule } from '../../opencode/permission.ts';
import { bySpot, type Case, nameAgents } from '../by-spot.ts';
import {
  agentsOf,
  answerTo,
  isOwn,
  isShownAsAllowAll,
  openingRule,
  type Placed,
  PROBES,
  spotOfRule,
} from '../decision.ts';
import type { AuditContext, Rule } from '../rule.ts';

export const globalLoosensBuiltin = {
  id: 'global-loosens-builtin',
  title: "A rule for all agents opens OpenCode's read-only agents",
  summary:
    'A permission for all agents allows editing, also to the built-in agents that OpenCode denies it to.',
  severity: 'medium',
  confidence: 'high',
  category: 'permissions',
  *check(context) {
    for (const { spot, agents } of bySpot(casesOf(context))) {
      const message = `This comes after OpenCode's own rules and undoes their denial: ${nameAgents(agents)}, which people take for read-only, may edit any file unasked.`;
      const remedy = `Move it to the agents that edit, or deny it again: "agent": { ${agents.map((name) => `"${name}": { "permission": { "edit": "deny" } }`).join(', ')} }.`;
      yield { ...spot, message, remedy };
    }
  },
} satisfies Rule;

function* casesOf(context: AuditContext): Iterable<Case<PermissionRule>> {
  for (const placed of agentsOf(context)) {
    const rule = isReadOnly(placed) ? openingRule(placed, 'edit') : null;
    if (rule === null || rule.origin === null || isOwn(rule) || isShownAsAllowAll(placed, rule)) continue;
    yield { spot: spotOfRule(rule), agent: placed.agent, value: rule };
  }
}

function isReadOnly({ agent, semantics }: Placed): boolean {
  const alone = { semantics, folders: [] };
  const builtIn = builtInAgents(alone).find(({ name, hidden }) => name === agent.name && !hidden);
  if (builtIn === undefined) return false;
  const rules = [...defaultRules(alone), ...builtIn.rules];
  return answerTo({ agent: { rules }, semantics }, 'edit', PROBES.edit) === 'deny';
}
