import { entriesOf, type Node, type Place, stringOf } from './node.ts';
import { FEW_KEYS, PINNED, type Semantics } from './semantics-of.ts';
import { matches, matchesAll, matchesToTheEnd } from './wildcard.ts';

export const ACTIONS = ['allow', 'ask', 'deny'] as const;
export type Action = (typeof ACTIONS)[number];

/** Stands for the user's home directory, which only a running OpenCode knows. */
export const HOME = '<home>';

/** One effective rule. Of all rules that match, the last one decides. */
export type PermissionRule = {
  /** A permission key; itself a wildcard. */
  readonly permission: string;
  readonly pattern: string;
  readonly action: Action;
  /** Where it is written; null for what OpenCode builds in. */
  readonly origin: Place | null;
  /** The keys that lead to it inside its file, for example `agent.reviewer.permission.bash`. */
  readonly way: string;
};

/** The rules of a normalised permission object (see legacy.ts), in the order of its keys. Nonsense is left out. */
export function permissionRules(
  node: Node | undefined,
  way: string,
  semantics: Semantics = PINNED,
): readonly PermissionRule[] {
  return entriesOf(node).flatMap((entry) => {
    if (entry.key === '__proto__') return [];
    if (semantics.keys === 'few' && !FEW_KEYS.has(entry.key)) return [];
    const own = `${way}.${entry.key}`;
    const action = actionOf(entry.node);
    if (action !== null)
      return [{ permission: entry.key, pattern: '*', action, origin: entry.place, way: own }];
    return entriesOf(entry.node).flatMap((inner) => {
      const innerAction = actionOf(inner.node);
      if (innerAction === null || inner.key === '__proto__') return [];
      const rule = { permission: entry.key, pattern: expandHome(inner.key), action: innerAction };
      return [{ ...rule, origin: inner.place, way: `${own}.${inner.key}` }];
    });
  });
}

/** OpenCode puts the user's home directory in place of a leading `~` or `$HOME`. */
export function expandHome(pattern: string): string {
  if (pattern === '~' || pattern.startsWith('~/')) return `${HOME}${pattern.slice(1)}`;
  return pattern.startsWith('$HOME') ? `${HOME}${pattern.slice('$HOME'.length)}` : pattern;
}

/** What OpenCode does when `permission` is asked for `pattern`; nothing that matches means ask. */
export function evaluate(
  rules: readonly PermissionRule[],
  permission: string,
  pattern: string,
  semantics: Semantics,
): Action {
  return decidingRule(rules, permission, pattern, semantics)?.action ?? 'ask';
}

export function decidingRule(
  rules: readonly PermissionRule[],
  permission: string,
  pattern: string,
  semantics: Semantics,
): PermissionRule | undefined {
  const test = matcherOf(semantics);
  const isAsked = (rule: PermissionRule): boolean =>
    test(rule.permission, permission) && test(rule.pattern, pattern);
  if (semantics.evaluation === 'last-match') return rules.findLast(isAsked);
  return inOrder(rules.filter(isAsked), semantics).at(-1);
}

/** Whether OpenCode hides the whole tool: the last rule for its key is a denial of everything. */
export function isHidden(
  rules: readonly PermissionRule[],
  permission: string,
  semantics: Semantics,
): boolean {
  const test = matcherOf(semantics);
  const last = rules.findLast((rule) => test(rule.permission, permission));
  return last?.pattern === '*' && last.action === 'deny';
}

/** One word for a key: an action, or `pattern` when it depends on what is asked. */
export function summarise(
  rules: readonly PermissionRule[],
  permission: string,
  semantics: Semantics,
): Action | 'pattern' {
  const test = matcherOf(semantics);
  const relevant = inOrder(
    rules.filter((rule) => test(rule.permission, permission)),
    semantics,
  );
  const whole = relevant.findLastIndex((rule) => matchesAll(rule.pattern));
  const action = relevant[whole]?.action ?? 'ask';
  return relevant.slice(whole + 1).every((rule) => rule.action === action) ? action : 'pattern';
}

/** How a wildcard of OpenCode's, as a key or as a pattern, matches a text. */
export function matcherOf({ optionalTail }: Semantics): (wildcard: string, text: string) => boolean {
  return optionalTail ? matches : matchesToTheEnd;
}

/** The rules in the order in which the last one that matches decides: as they stand, except in the oldest versions. */
export function inOrder<T extends Pick<PermissionRule, 'pattern'>>(
  rules: readonly T[],
  { evaluation }: Semantics,
): readonly T[] {
  if (evaluation === 'last-match') return rules;
  return rules.toSorted((a, b) => a.pattern.length - b.pattern.length);
}

/** A pattern as the pinned version would have to write it: `ls **` for an `ls *` that does not match `ls`. */
export function withTail(pattern: string, { optionalTail }: Semantics): string {
  return optionalTail || !pattern.endsWith(' *') ? pattern : `${pattern}*`;
}

export function actionOf(node: Node | undefined): Action | null {
  const text = stringOf(node);
  return ACTIONS.find((action) => action === text) ?? null;
}
