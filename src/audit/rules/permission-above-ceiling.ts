import type { Action } from '../../opencode/permission.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import { matchesAll } from '../../opencode/wildcard.ts';
import { type Above, type AbovePlace, idOf, placesAbove } from '../above-ceiling.ts';
import { nameAgents } from '../by-spot.ts';
import { isOwn } from '../decision.ts';
import { type Offer, withAction } from '../rewrite-line.ts';
import type { AuditContext, Hit, Rule } from '../rule.ts';

export const permissionAboveCeiling = {
  id: 'permission-above-ceiling',
  title: 'More than the ceiling of the policy',
  summary: 'An agent is allowed more than the ceiling in the policy grants it.',
  severity: 'high',
  confidence: 'high',
  category: 'permissions',
  *check(context) {
    for (const place of placesAbove(context)) {
      yield {
        ...place.spot,
        ...recognisedBy(place),
        message: messageFor(place, context.policy.path),
        remedy: REMEDY,
        ...offerFor(place, context),
      };
    }
  },
} satisfies Rule;

const REMEDY =
  'Set what is named to what the ceiling grants, or narrower; or let the owners of the policy make an exception for the agent there, with a reason.';

/** A place has one finding for what was there before, and another for exactly what the change adds. */
function recognisedBy({ spot, items, isNew }: AbovePlace): Pick<Hit, 'scope' | 'identity'> {
  if (!isNew) return {};
  const added = `adds ${items.map(idOf).toSorted().join(' ')}`;
  if (spot.identity !== undefined) return { identity: `${spot.identity} ${added}` };
  return { scope: `${spot.scope ?? ''} ${added}` };
}

const SHOWN = 6;

function messageFor({ agents, items, spot, isNew }: AbovePlace, policyPath: string): string {
  const list = items.slice(0, SHOWN).map((item) => describe(item, policyPath));
  const more = items.length > SHOWN ? `; and ${items.length - SHOWN} more` : '';
  const who = nameAgents(agents);
  const have = `${agents.length === 1 ? 'has' : 'have'}${isNew ? ' now' : ''}`;
  return `T${who.slice(1)} ${have} more than the ceiling grants: ${list.join('; ')}${more}. ${reasonFor(items, spot)}`;
}

/** `bash "npm publish" is allowed, the ceiling says ask (.github/review-gate.jsonc:4)`. */
function describe({ shown, rule, limit, request, granted }: Above, policyPath: string): string {
  const isWhole = matchesAll(rule.pattern) && (limit === null || matchesAll(limit.pattern));
  const example = isWhole || request === null ? '' : ` ${quoteName(request)}`;
  const doubt = request === null ? ' (as far as the patterns can be compared)' : '';
  const source =
    limit === null || limit.from === 'default' ? 'the default ceiling' : `${policyPath}:${limit.line}`;
  return `${shown}${example} is ${DONE[rule.action]}${doubt}, the ceiling says ${granted} (${source})`;
}

const DONE: Readonly<Record<Action, string>> = { allow: 'allowed', ask: 'asked for', deny: 'denied' };

function reasonFor(items: readonly Above[], spot: AbovePlace['spot']): string {
  const origins = items.map(({ rule }) => rule.origin);
  if (origins.every((origin) => origin?.path === spot.path && origin.line === spot.line)) {
    return 'This rule decides it.';
  }
  const written = origins.find((origin) => origin !== null);
  if (written === undefined || written === null)
    return 'Nothing here limits it, so that it is as by default in OpenCode.';
  return `Nothing here limits it; ${quoteName(written.path)}, line ${written.line}, does not either.`;
}

/** Only where the line speaks of nothing but what is too wide. */
function offerFor({ items }: AbovePlace, context: AuditContext): Offer {
  const [item] = items;
  if (item === undefined || items.length > 1 || !isOwn(item.rule)) return {};
  const { rule, limit, granted } = item;
  const isWhole = limit === null || matchesAll(limit.pattern) || limit.pattern === rule.pattern;
  return isWhole && !/[*?]/.test(rule.permission) ? withAction(context, rule, granted) : {};
}
