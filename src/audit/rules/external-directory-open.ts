import { matcherOf, type PermissionRule } from '../../opencode/permission.ts';
import { agentsMay, bySpot, type Case } from '../by-spot.ts';
import { agentsOf, isShownAsAllowAll, type Judged, openingRule, ruleFor, spotOfRule } from '../decision.ts';
import { withAction } from '../rewrite-line.ts';
import type { AuditContext, Rule } from '../rule.ts';

export const externalDirectoryOpen = {
  id: 'external-directory-open',
  title: 'Every folder of the machine is open',
  summary: 'An agent may leave the repository for any folder, or for the whole home folder, without asking.',
  severity: 'high',
  confidence: 'high',
  category: 'permissions',
  *check(context) {
    for (const { spot, value, agents } of bySpot(casesOf(context))) {
      const writes = value.edits ? ', and write ~/.bashrc' : '';
      const message = `${agentsMay(agents)} leave the repository unasked: read ~/.ssh and ~/.aws/credentials${writes}.`;
      const severity = value.edits ? {} : { severity: 'medium' as const };
      yield { ...spot, message, remedy: REMEDY, ...severity, ...withAction(context, value.rule, 'ask') };
    }
  },
} satisfies Rule;

const REMEDY =
  'Set external_directory to "ask", and allow single folders after it: "*": "ask", then "/srv/fixtures/*": "allow".';

/** The whole home folder, however it is written. */
const HOME_FOLDER = /^(?:<home>|\/home\/\w+|\/Users\/\w+|\/root|\/home|\/Users)(?:\/\*+)?$/;

type Open = { readonly rule: PermissionRule; readonly edits: boolean };

function* casesOf(context: AuditContext): Iterable<Case<Open>> {
  for (const placed of agentsOf(context)) {
    const rule = openingRule(placed, 'external_directory') ?? homeRule(placed);
    if (rule === null || rule.origin === null || isShownAsAllowAll(placed, rule)) continue;
    const edits = openingRule(placed, 'edit') !== null;
    yield { spot: spotOfRule(rule), agent: placed.agent, value: { rule, edits } };
  }
}

function homeRule(judged: Judged): PermissionRule | null {
  const test = matcherOf(judged.semantics);
  const rule = judged.agent.rules.find(
    (one) =>
      one.action === 'allow' && test(one.permission, 'external_directory') && HOME_FOLDER.test(one.pattern),
  );
  if (rule === undefined) return null;
  return ruleFor(judged, 'external_directory', rule.pattern) === rule ? rule : null;
}
