import type { Agent } from '../../opencode/agents.ts';
import type { PermissionRule } from '../../opencode/permission.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import { agentsOf, type Judged, PROBES, ruleFor, type Spot, spotOf } from '../decision.ts';
import { quoteNames } from '../quote-names.ts';
import type { Rule } from '../rule.ts';
import { type Unattended, unattendedAgents } from '../unattended.ts';

export const askWhenUnattended = {
  id: 'ask-when-unattended',
  title: 'An agent asks where nobody answers',
  summary: 'A workflow runs an agent whose permission asks, and without an answer the call is rejected.',
  severity: 'medium',
  confidence: 'medium',
  category: 'permissions',
  *check(context) {
    const unattended = unattendedAgents(context);
    for (const placed of agentsOf(context)) {
      const { setUp, agent } = placed;
      const run = setUp.folder === '' ? unattended.get(agent.name) : undefined;
      const asking = run === undefined ? [] : asked(placed);
      const spot = asking[0] === undefined ? null : spotOf(agent, asking[0].rule);
      if (run === undefined || spot === null) continue;
      yield { ...spot, ...describe(agent, run, asking), identity: identityOf(agent, spot) };
    }
  },
} satisfies Rule;

type Asked = { readonly key: string; readonly rule: PermissionRule };

/** What is asked because somebody wrote so; what OpenCode asks by itself is meant as a stop. */
function asked(judged: Judged): readonly Asked[] {
  return (['bash', 'edit', 'webfetch'] as const).flatMap((key) => {
    const rule = ruleFor(judged, key, PROBES[key]);
    return rule?.action === 'ask' && rule.origin !== null ? [{ key, rule }] : [];
  });
}

function describe(agent: Agent, run: Unattended, asking: readonly Asked[]) {
  const keys = quoteNames(asking.map(({ key }) => key));
  const message = `${quoteName(agent.name)} is run by ${quoteName(run.path)} (line ${run.line}), where a question has nobody to answer it: each use of ${keys} that is asked for is rejected, and the run can end with exit code 0 and no result.`;
  const remedy = `Decide it beforehand for this agent: allow the commands and files that the job needs, and "deny" the rest.`;
  return { message, remedy };
}

/** A rule for all agents can stand against several of them. */
function identityOf(agent: Agent, spot: Spot): string {
  return `${agent.name} ${spot.identity ?? spot.scope ?? ''}`;
}
