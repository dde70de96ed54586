import type { Agent } from '../opencode/agents.ts';
import { inOrder, matcherOf, type PermissionRule } from '../opencode/permission.ts';
import { matchesAll } from '../opencode/wildcard.ts';
import type { Case } from './by-spot.ts';
import {
  agentsOf,
  isOn,
  isShownAsAllowAll,
  type Judged,
  openingRule,
  type Placed,
  PROBES,
  ruleFor,
  type Spot,
  spotOf,
  spotOfRule,
} from './decision.ts';
import { mapOf } from './in-map.ts';
import type { AuditContext } from './rule.ts';
import type { RuleId } from './rule-ids.ts';

/** Why an agent may run any command; exactly one rule shows it. */
export type OpenBash = {
  readonly agent: Agent;
  readonly shownBy: RuleId;
  /** What allows a command that is not listed. */
  readonly opening: PermissionRule;
  /** The patterns that limit nothing, in their order. */
  readonly listed: readonly PermissionRule[];
  /** What denies editing on paper; null when nothing that is written does. */
  readonly editDenied: PermissionRule | null;
};

/** Every agent that may run any command, for the one rule that explains it best. */
export function openBash(context: AuditContext, shownBy: RuleId): readonly Case<OpenBash>[] {
  const known = MEMO.get(context) ?? [...casesOf(context)];
  MEMO.set(context, known);
  return known.filter(({ value }) => value.shownBy === shownBy);
}

/** Four rules ask the same of each agent. */
const MEMO = new WeakMap<AuditContext, readonly Case<OpenBash>[]>();

function* casesOf(context: AuditContext): Iterable<Case<OpenBash>> {
  for (const placed of agentsOf(context)) {
    const { agent } = placed;
    const opening = openingRule(placed, 'bash');
    if (opening === null) continue;
    const open = explain(context, placed, opening);
    yield { spot: spotFor(agent, open), agent, value: open };
  }
}

function explain(context: AuditContext, placed: Placed, opening: PermissionRule): OpenBash {
  const listed = listedAfter(placed, opening);
  const editDenied = writtenEditDenial(placed);
  const open = { agent: placed.agent, opening, listed, editDenied };
  if (isShownAsAllowAll(placed, opening)) return { ...open, shownBy: 'permission-allow-all' };
  const last = listed.at(-1);
  const map = last === undefined ? null : mapOf(last);
  if (map !== null && map !== mapOf(opening) && isOn(context, 'bash-map-without-star')) {
    return {
      ...open,
      listed: listed.filter((rule) => mapOf(rule) === map),
      shownBy: 'bash-map-without-star',
    };
  }
  const limits = listed.filter((rule) => rule.action !== 'allow');
  if (limits.length > 0 && opening.origin !== null && isOn(context, 'bash-deny-list')) {
    return { ...open, listed: limits, shownBy: 'bash-deny-list' };
  }
  const shownBy =
    editDenied !== null && isOn(context, 'bash-defeats-edit-deny')
      ? 'bash-defeats-edit-deny'
      : 'bash-unrestricted';
  return { ...open, shownBy };
}

/** At the list itself, where a list is the trouble. */
function spotFor(agent: Agent, { shownBy, opening, listed, editDenied }: OpenBash): Spot | null {
  const first = listed[0];
  if (shownBy === 'bash-map-without-star' && first !== undefined) return spotOfRule(first);
  if (shownBy === 'bash-deny-list') return spotOfRule(opening);
  const isHere = opening.origin !== null && opening.way.startsWith('agent.');
  if (shownBy === 'bash-defeats-edit-deny' && editDenied !== null && !isHere) return spotOfRule(editDenied);
  return spotOf(agent, opening);
}

function listedAfter({ agent, semantics }: Judged, opening: PermissionRule): readonly PermissionRule[] {
  const test = matcherOf(semantics);
  const rules = inOrder(agent.rules, semantics);
  return rules
    .slice(rules.lastIndexOf(opening) + 1)
    .filter((rule) => rule.origin !== null && test(rule.permission, 'bash') && !matchesAll(rule.pattern));
}

function writtenEditDenial(judged: Judged): PermissionRule | null {
  const rule = ruleFor(judged, 'edit', PROBES.edit);
  return rule?.action === 'deny' && rule.origin !== null ? rule : null;
}
