import type { PermissionRule } from '../../opencode/permission.ts';
import { matchesAll } from '../../opencode/wildcard.ts';
import { agentsMay, bySpot, type Case, nameAgents } from '../by-spot.ts';
import { agentsOf, answerTo, type Judged, openingRule, ruleFor, spotOfRule } from '../decision.ts';
import { isInMap } from '../in-map.ts';
import { withLineAfter } from '../rewrite-line.ts';
import type { AuditContext, Hit, Rule } from '../rule.ts';

export const readWithoutEnvDeny = {
  id: 'read-without-env-deny',
  title: 'The limits on reading let .env files through',
  summary: 'A map of patterns for "read" leaves out .env files, or denies them while "grep" prints them.',
  severity: 'medium',
  confidence: 'high',
  category: 'permissions',
  *check(context) {
    for (const { spot, value, agents } of bySpot(casesOf(context))) {
      yield { ...spot, ...describe(context, value, agents) };
    }
  },
} satisfies Rule;

/** `missing` are the patterns that the map lacks; none where the map is complete and "grep" gets round it. */
type Gap = { readonly rule: PermissionRule; readonly missing: readonly (readonly [string, 'deny'])[] };

const PROBED = [
  { file: '.env', pattern: '*.env' },
  { file: '.env.local', pattern: '*.env.*' },
] as const;

function* casesOf(context: AuditContext): Iterable<Case<Gap>> {
  for (const placed of agentsOf(context)) {
    const gap = gapOf(placed);
    if (gap !== null) yield { spot: spotOfRule(gap.rule), agent: placed.agent, value: gap };
  }
}

function gapOf(judged: Judged): Gap | null {
  const decided = PROBED.map((probe) => ({ ...probe, rule: ruleFor(judged, 'read', probe.file) }));
  const open = decided.filter(
    ({ rule }) =>
      rule?.action === 'allow' && rule.origin !== null && matchesAll(rule.pattern) && isInMap(rule),
  );
  const rule = open[0]?.rule;
  if (rule !== undefined) return { rule, missing: open.map(({ pattern }) => [pattern, 'deny'] as const) };
  const guard = decided[0]?.rule;
  if (guard === undefined || guard.origin === null || guard.action === 'allow' || matchesAll(guard.pattern))
    return null;
  const isReadAnyway = openingRule(judged, 'bash') !== null || answerTo(judged, 'grep', 'KEY') !== 'allow';
  return isReadAnyway ? null : { rule: guard, missing: [] };
}

function describe(
  context: AuditContext,
  { rule, missing }: Gap,
  agents: readonly string[],
): Pick<Hit, 'message' | 'remedy' | 'severity' | 'suggestion'> {
  if (missing.length > 0) {
    const names = missing.map(([pattern]) => `"${pattern}"`).join(' and ');
    return {
      message: `${agentsMay(agents)} read ${missing.length === 1 && missing[0]?.[0] === '*.env.*' ? '.env.local and the like' : '.env files'} without a question: this rule comes after OpenCode's own, and nothing after it names ${names}.`,
      remedy: `Add ${missing.map(([pattern]) => `"${pattern}": "deny"`).join(' and ')} after it.`,
      ...withLineAfter(context, rule.origin, missing),
    };
  }
  return {
    message: `"grep" prints what this keeps from "read": OpenCode matches its permission against the text that is searched for, never against the file, so ${nameAgents(agents)} may search .env files for ".".`,
    remedy:
      'Set "grep" to "ask" or "deny" beside it, or keep secrets out of the folder that OpenCode works in.',
    severity: 'low',
  };
}
