import type { Path } from '../change/change.ts';
import type { Agent } from './agents.ts';
import type { Place } from './node.ts';
import type { PermissionRule } from './permission.ts';
import type { SetUp } from './project.ts';
import type { Semantics } from './semantics-of.ts';
import { matchesAll } from './wildcard.ts';

/**
 * The agents that a start in `folder` has and that this very folder defines or says something about; at the root all
 * of them but the internal ones. `inherited` are those of the folder above: what is the same there is not this
 * folder's.
 */
export function ownAgents(
  folder: Path,
  agents: readonly Agent[],
  inherited: readonly Agent[],
): readonly Agent[] {
  if (folder === '') return agents.filter((agent) => !isInternal(agent));
  if (agents === inherited) return [];
  const above = new Set(inherited);
  return agents.filter((agent) => !above.has(agent) && !isInternal(agent) && isFrom(folder, agent));
}

/** Those of a set-up's own agents that do anything else than in the folder above. */
export function changedAgents(
  { own, inherited }: Pick<SetUp, 'own' | 'inherited'>,
  semantics: Semantics,
): readonly Agent[] {
  if (own.length === 0 || inherited.length === 0) return own;
  const above = new Map(inherited.map((agent) => [agent.name, agent]));
  return own.filter((agent) => {
    const same = above.get(agent.name);
    return same === undefined || !isUnchanged(agent, same, semantics);
  });
}

/** OpenCode's own agents for titles and summaries, which nobody has touched. */
function isInternal({ hidden, isBuiltIn, definedAt }: Agent): boolean {
  return hidden && isBuiltIn && definedAt === null;
}

function isFrom(folder: Path, { definedAt, rules }: Agent): boolean {
  const start = `${folder}/`;
  const isHere = (place: Place | null): boolean => place?.path.startsWith(start) ?? false;
  return isHere(definedAt) || rules.some((rule) => isHere(rule.origin));
}

/** An agent of the user's own whose rules stand after all that the folder says to all agents, and undo it. */
function isUnchanged(agent: Agent, above: Agent, { evaluation }: Semantics): boolean {
  if (agent.isBuiltIn || agent.definedAt !== above.definedAt || evaluation !== 'last-match') return false;
  return decidesAlike(agent.rules, above.rules);
}

/** Where two lists differ, a rule for everything under the same key follows in both. */
function decidesAlike(one: readonly PermissionRule[], other: readonly PermissionRule[]): boolean {
  const most = Math.min(one.length, other.length);
  let start = 0;
  while (start < most && saysTheSame(one[start], other[start])) start += 1;
  let end = 0;
  while (end < most - start && saysTheSame(one.at(-1 - end), other.at(-1 - end))) end += 1;
  const settled = new Set(
    one
      .slice(one.length - end)
      .filter(({ pattern }) => matchesAll(pattern))
      .map(({ permission }) => permission),
  );
  const isSettled = ({ permission }: PermissionRule): boolean => settled.has('*') || settled.has(permission);
  return (
    one.slice(start, one.length - end).every(isSettled) &&
    other.slice(start, other.length - end).every(isSettled)
  );
}

function saysTheSame(one: PermissionRule | undefined, other: PermissionRule | undefined): boolean {
  return (
    one?.permission === other?.permission && one?.pattern === other?.pattern && one?.action === other?.action
  );
}
