import { bySpot, nameAgents } from '../by-spot.ts';
import type { Spot } from '../decision.ts';
import { type OpenBash, openBash } from '../open-bash.ts';
import { type Offer, withAction, withLineAfter } from '../rewrite-line.ts';
import type { AuditContext, Rule } from '../rule.ts';

export const bashDefeatsEditDeny = {
  id: 'bash-defeats-edit-deny',
  title: 'Editing is denied, and the shell edits',
  summary: 'An agent may not edit files, but may run any shell command, which edits them all the same.',
  severity: 'high',
  confidence: 'high',
  category: 'permissions',
  *check(context) {
    for (const { spot, value, agents } of bySpot(openBash(context, 'bash-defeats-edit-deny'))) {
      const why = value.opening.origin === null ? ', which OpenCode allows by default' : '';
      const message = `Editing is denied to ${nameAgents(agents)} on paper only: any shell command is allowed${why}, and "echo … > src/index.ts" or "sed -i …" asks nobody.`;
      yield { ...spot, message, remedy: REMEDY, ...offerFor(context, value, spot) };
    }
  },
} satisfies Rule;

const REMEDY =
  'Limit bash as well: "deny", "ask", or a map that starts with "*": "deny" and lists exact commands that only read.';

function offerFor(context: AuditContext, { opening, editDenied }: OpenBash, spot: Spot): Offer {
  if (opening.origin?.path === spot.path && opening.origin.line === spot.line) {
    return withAction(context, opening, 'ask');
  }
  if (editDenied?.origin?.line !== spot.line || editDenied.permission !== 'edit') return {};
  return /\.permission(?:\.edit)?$/.test(editDenied.way) && opening.origin === null
    ? withLineAfter(context, editDenied.origin, [['bash', 'ask']])
    : {};
}
