import { examplesOf } from '../opencode/example-texts.ts';
import { type Answer, findText } from '../opencode/find-text.ts';
import {
  ACTIONS,
  type Action,
  inOrder,
  matcherOf,
  type PermissionRule,
  withTail,
} from '../opencode/permission.ts';
import type { Semantics } from '../opencode/semantics-of.ts';
import { matches, matchesAll } from '../opencode/wildcard.ts';
import type { CeilingRule } from './ceiling.ts';

/** More than a ceiling grants: what a rule of an agent says of a request, and what the ceiling says of the same. */
export type Excess = {
  readonly key: string;
  /** The rule that decides. */
  readonly rule: PermissionRule;
  /** The request; null when the two lists are too intricate to be compared, which counts as too much. */
  readonly request: string | null;
  /** What the ceiling says, and the rule that says it; null when none does, which means ask. */
  readonly granted: Action;
  readonly limit: CeilingRule | null;
};

/** After so many rules that could not be compared, the rest gets less patience: somebody wrote them to be slow. */
const HARD = 20;
const ORDINARY = 2_000;
const MANY = 600;

export type FindExcess = (
  rules: readonly PermissionRule[],
  ceiling: readonly CeilingRule[],
  key: string,
) => readonly Excess[];

/**
 * Finds all that rules allow, or ask for, under one permission key beyond a ceiling: rule by rule, and exactly. It
 * remembers its answers, because agents that are written alike are compared alike. The rules mean what they mean to
 * the OpenCode of `semantics`; a ceiling means the same whichever version that is.
 */
export function excessFinder(semantics: Semantics): FindExcess {
  const test = matcherOf(semantics);
  const known = new Map<string, readonly Answer[]>();
  const limitsFor = limitFinder();
  let hard = 0;
  return (rules, ceiling, key) => {
    const all = inOrder(
      rules.filter((rule) => test(rule.permission, key)),
      semantics,
    );
    // What stands before a rule for everything decides nothing.
    const own = all.slice(
      Math.max(
        0,
        all.findLastIndex(({ pattern }) => matchesAll(pattern)),
      ),
    );
    const limits = limitsFor(ceiling, key);
    const shape = `${limits.shape} ${own.map(shapeOf).join('')}`;
    const before = known.get(shape);
    const patience = hard < HARD ? ORDINARY : 50;
    const answers = before ?? findRequests({ own, limits: limits.rules, key, patience, semantics });
    if (before === undefined) hard += answers.filter((answer) => answer === 'undecided').length;
    known.set(shape, answers);
    return own.flatMap((rule, index): Excess[] => {
      const answer = answers[index] ?? 'none';
      if (answer === 'none') return [];
      const request = answer === 'undecided' ? null : answer.text;
      const limit = limits.rules.findLast((one) => request === null || matches(one.pattern, request)) ?? null;
      return [{ key, rule, request, granted: limit?.action ?? 'ask', limit }];
    });
  };
}

type Limits = { readonly rules: readonly CeilingRule[]; readonly shape: string };

/** The rules of a ceiling for a key. Most agents share one ceiling. */
function limitFinder(): (ceiling: readonly CeilingRule[], key: string) => Limits {
  const known = new Map<readonly CeilingRule[], Map<string, Limits>>();
  return (ceiling, key) => {
    const byKey = known.get(ceiling) ?? new Map<string, Limits>();
    known.set(ceiling, byKey);
    const before = byKey.get(key);
    if (before !== undefined) return before;
    const rules = ceiling.filter((rule) => matches(rule.permission, key));
    const limits = { rules, shape: `${key.length} ${key}${rules.map(shapeOf).join('')}` };
    byKey.set(key, limits);
    return limits;
  };
}

type Comparison = {
  readonly own: readonly PermissionRule[];
  readonly limits: readonly CeilingRule[];
  readonly key: string;
  readonly patience: number;
  readonly semantics: Semantics;
};

/** For each rule a request that it decides, and for which the ceiling is narrower. */
function findRequests({ own, limits, key, patience, semantics }: Comparison): readonly Answer[] {
  const lowest = Math.min(rankOf('ask'), ...limits.map(({ action }) => rankOf(action)));
  const patterns = own.map(({ pattern }) => withTail(pattern, semantics));
  const lastWide = own.findLastIndex(({ action }) => rankOf(action) > lowest);
  return own.map(({ action }, index): Answer => {
    if (rankOf(action) <= lowest) return 'none';
    // Nobody writes so many by hand: one finding about the last of them, and no hour of work.
    if (own.length > MANY) return index === lastWide ? 'undecided' : 'none';
    return findText({
      inside: patterns[index] ?? '',
      outside: patterns.slice(index + 1),
      judged: limits.map((limit) => limit.pattern),
      accept: (last) => rankOf(action) > rankOf(limits[last]?.action ?? 'ask'),
      patience,
      examplesOf: (one) => examplesOf(key, one),
    });
  });
}

/** Allow is the widest. A person who is asked may say yes, so that ask is wider than deny. */
function rankOf(action: Action): number {
  return ACTIONS.length - ACTIONS.indexOf(action);
}

/** Foreign patterns may hold anything, so that their length is what ends them. */
function shapeOf({ pattern, action }: CeilingRule | PermissionRule): string {
  return `${action} ${pattern.length} ${pattern}`;
}
