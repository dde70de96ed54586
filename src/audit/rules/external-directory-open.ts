import type { Agent } from '../../opencode/agents.ts';
import { decidingRule, type PermissionRule } from '../../opencode/permission.ts';
import { matches } from '../../opencode/wildcard.ts';
import { agentsMay, bySpot, type Case } from '../by-spot.ts';
import { agentsOf, isShownAsAllowAll, openingRule, spotOfRule } from '../decision.ts';
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
  for (const { agent } of agentsOf(context)) {
    const rule = openingRule(agent, 'external_directory') ?? homeRule(agent);
    if (rule === null || rule.origin === null || isShownAsAllowAll(agent, rule)) continue;
    const edits = openingRule(agent, 'edit') !== null;
    yield { spot: spotOfRule(rule), agent, value: { rule, edits } };
  }
}

function homeRule(agent: Agent): PermissionRule | null {
  const rule = agent.rules.find(
    (one) =>
      one.action === 'allow' &&
      matches(one.permission, 'external_directory') &&
      HOME_FOLDER.test(one.pattern),
  );
  if (rule === undefined) return null;
  return decidingRule(agent.rules, 'external_directory', rule.pattern) === rule ? rule : null;
}
