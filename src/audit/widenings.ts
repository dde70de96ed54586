import type { Path } from '../change/change.ts';
import type { Agent } from '../opencode/agents.ts';
import { ACTIONS, type Action, inOrder, matcherOf, type PermissionRule } from '../opencode/permission.ts';
import type { Semantics } from '../opencode/semantics-of.ts';
import { findAgentsBefore, setUpBefore } from './before.ts';
import { isOwn } from './decision.ts';
import { type Request, topicsOf } from './requests.ts';
import type { AuditContext } from './rule.ts';

/** A request that meets less resistance at the head than at the base, and the rules that decide on either side. */
export type Widening = {
  readonly request: Request;
  readonly from: Action;
  readonly to: Action;
  /** Undefined where no rule matches: OpenCode asks then. */
  readonly was: PermissionRule | undefined;
  readonly is: PermissionRule | undefined;
};

export type Widened = {
  readonly agent: Agent;
  /** Null for an agent that the change brings. */
  readonly before: Agent | null;
  /** Null when there is too much to compare. */
  readonly widenings: readonly Widening[] | null;
};

/** Steps of matching for all agents together; real repositories need some thousands. */
const MAX_WORK = 4_000_000;
const KNOWN = new WeakMap<AuditContext, readonly Widened[]>();

/**
 * What the change lets agents do. An agent that is there on both sides is compared with itself; a new one with what
 * the base lets any agent do by its written rules, since without those it could do as much under another name. What
 * nobody wrote on either side is OpenCode's own. Every folder in which OpenCode may be started counts, since a configuration in a folder changes what the agents of the
 * root do there.
 */
export function widenedAgents(context: AuditContext): readonly Widened[] {
  const known = KNOWN.get(context) ?? (context.base === null ? [] : compareAll(context));
  KNOWN.set(context, known);
  return known;
}

function compareAll(context: AuditContext): readonly Widened[] {
  const compare = comparer(context.project.semantics);
  const isNews = pairs();
  return context.project.setUps.flatMap(({ folder, agents }) => {
    const findBefore = findAgentsBefore(context, folder);
    const forAny = rulesForAny(context, folder);
    return agents.flatMap((agent): readonly Widened[] => {
      const before = findBefore(agent);
      if (before !== null && !isNews(agent, before)) return [];
      const widenings = isInternal(agent) ? [] : compare(before?.rules ?? forAny, agent.rules);
      const counted =
        widenings?.filter(({ was, is }) => was?.origin || (before !== null && is?.origin)) ?? null;
      return counted?.length === 0 ? [] : [{ agent, before, widenings: counted }];
    });
  });
}

/** Folders that say the same have the same agents: there is one answer for all of them. */
function pairs(): (agent: Agent, before: Agent) => boolean {
  const seen = new Map<Agent, Set<Agent>>();
  return (agent, before) => {
    const others = seen.get(agent) ?? new Set();
    seen.set(agent, others);
    return !others.has(before) && Boolean(others.add(before));
  };
}

/** OpenCode's own agents for titles and summaries: nobody can talk to them. */
function isInternal({ hidden, isBuiltIn }: Agent): boolean {
  return hidden && isBuiltIn;
}

/** What an agent without rules of its own would have had at the base. */
function rulesForAny(context: AuditContext, folder: Path): readonly PermissionRule[] {
  const agents = setUpBefore(context, folder)?.agents ?? [];
  const rules = agents.find((agent) => agent.name === 'build')?.rules ?? agents[0]?.rules ?? [];
  return rules.filter((rule) => rule.origin !== null && !isOwn(rule));
}

/** Agents with the same rules are compared once. */
function comparer(semantics: Semantics) {
  const known = new Map<string, readonly Found[] | null>();
  let work = 0;
  return (was: readonly PermissionRule[], is: readonly PermissionRule[]): readonly Widening[] | null => {
    const [before, after] = [inOrder(was, semantics), inOrder(is, semantics)];
    const [left, right] = [before.map(textOf).join('\n'), after.map(textOf).join('\n')];
    if (left === right) return [];
    const key = `${left}\n\n${right}`;
    if (!known.has(key)) {
      work += (before.length + after.length) * 20;
      known.set(
        key,
        work > MAX_WORK
          ? null
          : find({ before, after, semantics }, (steps) => (work += 1 + steps / 256) > MAX_WORK),
      );
    }
    return (
      known.get(key)?.map((found) => ({ ...found, was: before[found.was], is: after[found.is] })) ?? null
    );
  };
}

/** Both lists in the order in which the last rule that matches decides. */
type Comparison = {
  readonly before: readonly PermissionRule[];
  readonly after: readonly PermissionRule[];
  readonly semantics: Semantics;
};

type Found = Omit<Widening, 'was' | 'is'> & { readonly was: number; readonly is: number };

function find(
  { before, after, semantics }: Comparison,
  isTooMuch: (steps: number) => boolean,
): readonly Found[] | null {
  const test = matcherOf(semantics);
  const found: Found[] = [];
  for (const topic of topicsOf(before, after, semantics)) {
    for (const request of topic.requests) {
      const decide = (rules: readonly PermissionRule[]) =>
        rules.findLast(
          ({ pattern }) =>
            isTooMuch(pattern.length * request.pattern.length) || test(pattern, request.pattern),
        );
      const [was, is] = [decide(topic.before), decide(topic.after)];
      const [from, to] = [was?.action ?? 'ask', is?.action ?? 'ask'];
      // ACTIONS begins with the widest.
      if (ACTIONS.indexOf(to) >= ACTIONS.indexOf(from)) continue;
      found.push({ request, from, to, was: indexIn(before, was), is: indexIn(after, is) });
    }
  }
  return isTooMuch(0) ? null : found;
}

function indexIn(rules: readonly PermissionRule[], rule: PermissionRule | undefined): number {
  return rule === undefined ? -1 : rules.indexOf(rule);
}

function textOf({ permission, pattern, action }: PermissionRule): string {
  return `${permission}\0${pattern}\0${action}`;
}
