import type { Agent } from './agents.ts';
import { get } from './node.ts';
import { type Action, inOrder, isHidden, matcherOf, type PermissionRule } from './permission.ts';
import type { SetUp } from './project.ts';
import type { Semantics } from './semantics-of.ts';

/** An agent of a set-up that may start others, and the version of OpenCode that lets it. */
export type Starter = { readonly setUp: SetUp; readonly agent: Agent; readonly semantics: Semantics };

/** An agent that another one can have started with the tool `task`. */
export type Reached = {
  readonly agent: Agent;
  /** The names of the agents on the way, the caller first; never empty. */
  readonly by: readonly string[];
  /** `ask` when there is no way on which nobody is asked. */
  readonly action: 'allow' | 'ask';
  /** False for a primary agent, which OpenCode does not name to the model and starts all the same. */
  readonly isListed: boolean;
  /** What holds for it once it is started: its own rules, then those that its session gets. */
  readonly rules: readonly PermissionRule[];
};

/** The agents that are worth trying from a caller, in the order in which they are tried. */
export type Candidates = (caller: { readonly rules: readonly PermissionRule[] }) => Iterable<Agent>;

/** Further than any real `subagent_depth`. */
const MAX_DEPTH = 16;

/**
 * Everything that an agent can reach through `task`, itself or through others, each once: first what it reaches
 * without a question, the nearest first, then the rest. What the caller is denied is not passed on (but see
 * {@link Semantics.inheritsDenials}). OpenCode stops at `subagent_depth` (1 where nothing is said), and a started agent
 * goes on only where its rules have the key `task`.
 */
export function* reachOf(from: Starter, candidates?: Candidates): Iterable<Reached> {
  const agents = candidates ?? allOf(from.setUp);
  const unasked = new Set<string>();
  for (const one of walk(from, agents, 'allow')) {
    unasked.add(one.agent.name);
    yield one;
  }
  for (const one of walk(from, agents, 'ask')) if (!unasked.has(one.agent.name)) yield one;
}

/** How often an agent may start another one, one below the other. */
export function depthOf({ config }: SetUp, { limitsDepth }: Semantics): number {
  if (!limitsDepth) return MAX_DEPTH;
  const node = get(config, 'subagent_depth') ?? get(get(config, 'experimental'), 'subagent_depth');
  const depth = node?.kind === 'scalar' && typeof node.value === 'number' ? node.value : 1;
  return Math.min(Math.max(depth, 0), MAX_DEPTH);
}

/** Those that the model is told of come first. */
function allOf({ agents }: SetUp): Candidates {
  const all = agents.toSorted((a, b) => Number(a.mode === 'primary') - Number(b.mode === 'primary'));
  return () => all;
}

/** `widest` is how much may happen on the way: no question, or questions. */
function* walk(
  { setUp, agent: from, semantics }: Starter,
  candidates: Candidates,
  widest: 'allow' | 'ask',
): Iterable<Reached> {
  const seen = new Set([from.name]);
  // A subagent has itself been started, which counts.
  const isStarted = from.mode === 'subagent';
  const rules = isStarted ? [...from.rules, ...withheld(from)] : from.rules;
  let front: readonly Reached[] = [{ agent: from, by: [], action: 'allow', isListed: true, rules }];
  for (let left = depthOf(setUp, semantics) - Number(isStarted); left > 0 && front.length > 0; left -= 1) {
    const next: Reached[] = [];
    for (const one of startedByAny(front, candidates, semantics)) {
      if (seen.has(one.agent.name) || (one.action === 'ask' && widest === 'allow')) continue;
      seen.add(one.agent.name);
      next.push(one);
      yield one;
    }
    front = next;
  }
}

function* startedByAny(
  front: readonly Reached[],
  candidates: Candidates,
  semantics: Semantics,
): Iterable<Reached> {
  for (const caller of front) yield* startedBy(caller, candidates, semantics);
}

function* startedBy(caller: Reached, candidates: Candidates, semantics: Semantics): Iterable<Reached> {
  if (isHidden(caller.rules, 'task', semantics)) return;
  const by = [...caller.by, caller.agent.name];
  const answer = taskAnswers(caller.rules, semantics);
  for (const agent of candidates(caller)) {
    const action = answer(agent.name);
    if (action === 'deny') continue;
    const rules = [...agent.rules, ...sessionRules(caller, agent, semantics)];
    const worst = caller.action === 'allow' ? action : 'ask';
    yield { agent, by, action: worst, isListed: agent.mode !== 'primary', rules };
  }
}

/** What happens when an agent of a name is to be started. */
function taskAnswers(rules: readonly PermissionRule[], semantics: Semantics): (name: string) => Action {
  const test = matcherOf(semantics);
  const own = inOrder(
    rules.filter((rule) => test(rule.permission, 'task')),
    semantics,
  );
  return (name) => own.findLast((rule) => test(rule.pattern, name))?.action ?? 'ask';
}

function sessionRules(caller: Reached, agent: Agent, semantics: Semantics): readonly PermissionRule[] {
  const inherited = semantics.inheritsDenials
    ? caller.rules.filter((rule) => rule.action === 'deny' || rule.permission === 'external_directory')
    : [];
  return [...inherited, ...withheld(agent)];
}

/** A started agent has no `task` and no `todowrite` unless its rules speak of them by these very names. */
function withheld({ rules }: Agent): readonly PermissionRule[] {
  return ['todowrite', 'task'].filter((key) => !rules.some((rule) => rule.permission === key)).map(denial);
}

function denial(permission: string): PermissionRule {
  return { permission, pattern: '*', action: 'deny', origin: null, way: 'session' };
}
