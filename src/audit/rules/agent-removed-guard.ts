import type { Path } from '../../change/change.ts';
import type { Agent } from '../../opencode/agents.ts';
import type { PermissionRule } from '../../opencode/permission.ts';
import { pathNow } from '../before.ts';
import { nameAgents } from '../by-spot.ts';
import { isBrought, isMinor, standing, wordsFor } from '../gains.ts';
import type { AuditContext, Hit, Rule } from '../rule.ts';
import { type Widening, widenedAgents } from '../widenings.ts';

export const agentRemovedGuard = {
  id: 'agent-removed-guard',
  title: 'A restriction of an agent is gone',
  summary:
    'The pull request takes away, or makes ineffective, a rule that denied an agent something or asked about it.',
  severity: 'high',
  confidence: 'high',
  category: 'permissions',
  *check(context) {
    for (const loss of lossesOf(context)) yield hitFor(loss, context);
  },
} satisfies Rule;

type Loss = {
  readonly guard: PermissionRule | undefined;
  readonly path: Path;
  readonly line: number;
  readonly agents: Set<string>;
  readonly widenings: Map<string, Widening>;
  isTooMuch: boolean;
};

/** Each guard of the base that no longer holds, with every agent that it held back. */
function lossesOf(context: AuditContext): Iterable<Loss> {
  const losses = new Map<string, Loss>();
  const at = (agent: Agent, guard: PermissionRule | undefined): Loss => {
    const spot = spotFor(agent, guard, context);
    const key = `${guard?.origin?.path ?? ''} ${guard?.way ?? ''} ${spot.path} ${spot.line}`;
    const loss = losses.get(key) ?? {
      guard,
      ...spot,
      agents: new Set(),
      widenings: new Map(),
      isTooMuch: false,
    };
    losses.set(key, loss);
    loss.agents.add(agent.name);
    return loss;
  };
  for (const widened of widenedAgents(context)) {
    if (widened.widenings === null) at(widened.agent, undefined).isTooMuch = true;
    for (const widening of widened.widenings ?? []) {
      if (widening.is !== undefined && isBrought(widening.is, widened)) continue;
      at(widened.agent, widening.was).widenings.set(widening.request.words, widening);
    }
  }
  return losses.values();
}

/** Where a reader looks for the restriction: at the agent, else in the file that had it. */
function spotFor(
  agent: Agent,
  guard: PermissionRule | undefined,
  context: AuditContext,
): Pick<Loss, 'path' | 'line'> {
  const had = guard?.origin?.path ?? agent.definedAt?.path ?? '';
  const now = pathNow(context, had);
  const { definedAt } = agent;
  if (definedAt !== null && (now === null || definedAt.path === now)) return definedAt;
  return { path: now ?? had, line: 0 };
}

function hitFor({ path, line, guard, agents, widenings, isTooMuch }: Loss, context: AuditContext): Hit {
  const names = [...agents];
  const all = [...widenings.values()];
  const who = nameAgents(names);
  const scope = `${names.join('\n')}\n${guard?.way ?? ''}\n${all.map(({ request, from, to }) => `${request.words} ${from} ${to}`).join('\n')}`;
  const common = { path, line, identity: scope, remedy: REMEDY };
  if (isTooMuch) {
    const message = `There are too many rules for ${who} to compare what the change lets it do with what the base did.`;
    return { ...common, message };
  }
  const message = `Nothing holds ${who} back any more from ${wordsFor(all)}: ${standing(all, context)}, because ${reasonFor(guard, all)}.`;
  return { ...common, message, ...(all.every(isMinor) ? { severity: 'medium' as const } : {}) };
}

const REMEDY =
  'Put the rule back, after the rules that are wider than it: the last one that matches decides. Or have an owner accept this finding in the policy, with a reason.';

function reasonFor(guard: PermissionRule | undefined, widenings: readonly Widening[]): string {
  if (guard === undefined) return 'what OpenCode does without a rule has changed';
  const decides = widenings[0]?.is?.origin ?? null;
  return decides === null ? 'the rule is gone' : 'another rule comes after it now, or it is gone';
}
