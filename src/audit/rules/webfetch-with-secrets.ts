import { agentsMay, bySpot, type Case } from '../by-spot.ts';
import { agentsOf, spotOfRule } from '../decision.ts';
import { type FetchLeak, fetchLeak } from '../fetch-leak.ts';
import { withAction } from '../rewrite-line.ts';
import type { AuditContext, Rule } from '../rule.ts';

export const webfetchWithSecrets = {
  id: 'webfetch-with-secrets',
  title: 'Secrets can be read and sent away',
  summary: 'An agent may fetch any address and read files that hold secrets, both without asking.',
  severity: 'medium',
  confidence: 'medium',
  category: 'permissions',
  *check(context) {
    for (const { spot, value, agents } of bySpot(casesOf(context))) {
      const message = `${agentsMay(agents)} fetch any address, and read ${value.secret} unasked: a text that tells it to can have "https://any.example/?k=…" fetched with what it read.`;
      yield { ...spot, message, remedy: REMEDY, ...withAction(context, value.rule, 'ask') };
    }
  },
} satisfies Rule;

const REMEDY =
  'Set webfetch to "ask" or "deny" for agents that work where secrets are, or deny "*.env" and "*.env.*" under read.';

function* casesOf(context: AuditContext): Iterable<Case<FetchLeak>> {
  for (const placed of agentsOf(context)) {
    const leak = fetchLeak(placed);
    if (leak !== null) yield { spot: spotOfRule(leak.rule), agent: placed.agent, value: leak };
  }
}
