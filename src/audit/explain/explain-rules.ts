import { examplesOf } from '../../opencode/example-texts.ts';
import { findText } from '../../opencode/find-text.ts';
import { inOrder, matcherOf, type PermissionRule, withTail } from '../../opencode/permission.ts';
import { matchesAll } from '../../opencode/wildcard.ts';
import { DEAD_KEYS } from '../dead-keys.ts';
import type { Judged } from '../decision.ts';
import { findEscapes } from '../find-escapes.ts';
import type { AskedKey } from '../keys-of.ts';
import type { ExplainedRule } from './explanation.ts';

/** More rules than this for one key are compared only with those that are for everything. */
const MANY = 200;

/** For each key, the positions of the rules that have a say about it. */
export type Deciders = ReadonlyMap<string, readonly number[]>;

export function findDeciders(judged: Judged, keys: readonly AskedKey[]): Deciders {
  return new Map(keys.map(({ key }) => [key, decidersOf(judged, key)]));
}

/** Each rule with what has become of it. */
export function explainRules(
  judged: Judged,
  keys: readonly AskedKey[],
  deciders: Deciders,
): readonly ExplainedRule[] {
  const test = matcherOf(judged.semantics);
  const decide = new Set([...deciders.values()].flat());
  const escapes = new Map(
    findEscapes(judged).map(({ rule, command, effect }) => [rule, { command, effect }] as const),
  );
  return judged.agent.rules.map((rule, index): ExplainedRule => {
    const { permission, pattern, action, origin } = rule;
    const escape = escapes.get(rule) ?? null;
    const common = { number: index + 1, key: permission, pattern, action, origin, escape };
    if (DEAD_KEYS.has(permission)) return { ...common, state: 'dead', by: null };
    const own = decide.has(index) ? undefined : keys.find(({ key }) => test(permission, key));
    if (own === undefined) return { ...common, state: 'decides', by: null };
    return { ...common, state: 'shadowed', by: shadowOf(judged, rule, own.key) };
  });
}

function decidersOf(judged: Judged, key: string): readonly number[] {
  const all = rulesFor(judged, key);
  const own = all.slice(
    Math.max(
      0,
      all.findLastIndex(({ pattern }) => matchesAll(pattern)),
    ),
  );
  if (own.length > MANY) return own.map(({ index }) => index);
  const patterns = own.map(({ pattern }) => withTail(pattern, judged.semantics));
  const deciding = own.filter((_, at) => {
    const outside = patterns.slice(at + 1);
    const question = { inside: patterns[at] ?? '', outside, judged: [], accept: () => true, patience: 200 };
    return findText(question) !== 'none';
  });
  return deciding.map(({ index }) => index);
}

type Numbered = { readonly pattern: string; readonly index: number };

/** The rules that speak of a key, in the order in which the last one that matches decides. */
function rulesFor({ agent, semantics }: Judged, key: string): readonly Numbered[] {
  const test = matcherOf(semantics);
  const own = agent.rules.flatMap(({ permission, pattern }, index): Numbered[] =>
    test(permission, key) ? [{ pattern, index }] : [],
  );
  return inOrder(own, semantics);
}

function shadowOf(judged: Judged, { pattern }: PermissionRule, key: string): number | null {
  const test = matcherOf(judged.semantics);
  const example = examplesOf(key, pattern)[0] ?? pattern;
  const by = rulesFor(judged, key).findLast((rule) => test(rule.pattern, example));
  return by === undefined ? null : by.index + 1;
}
