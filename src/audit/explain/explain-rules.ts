import { examplesOf } from '../../opencode/example-texts.ts';
import { findText } from '../../opencode/find-text.ts';
import type { PermissionRule } from '../../opencode/permission.ts';
import { matches, matchesAll } from '../../opencode/wildcard.ts';
import { DEAD_KEYS } from '../dead-keys.ts';
import type { AskedKey } from '../keys-of.ts';
import type { ExplainedRule } from './explanation.ts';

/** More rules than this for one key are compared only with those that are for everything. */
const MANY = 200;

/** For each key, the positions of the rules that have a say about it. */
export type Deciders = ReadonlyMap<string, readonly number[]>;

export function findDeciders(rules: readonly PermissionRule[], keys: readonly AskedKey[]): Deciders {
  return new Map(keys.map(({ key }) => [key, decidersOf(rules, key)]));
}

/** Each rule with what has become of it. */
export function explainRules(
  rules: readonly PermissionRule[],
  keys: readonly AskedKey[],
  deciders: Deciders,
): readonly ExplainedRule[] {
  const decide = new Set([...deciders.values()].flat());
  return rules.map((rule, index): ExplainedRule => {
    const { permission, pattern, action, origin } = rule;
    const common = { number: index + 1, key: permission, pattern, action, origin };
    if (DEAD_KEYS.has(permission)) return { ...common, state: 'dead', by: null };
    const own = decide.has(index) ? undefined : keys.find(({ key }) => matches(permission, key));
    if (own === undefined) return { ...common, state: 'decides', by: null };
    return { ...common, state: 'shadowed', by: shadowOf(rules, rule, own.key) };
  });
}

function decidersOf(rules: readonly PermissionRule[], key: string): readonly number[] {
  const all = rules.flatMap((rule, index) => (matches(rule.permission, key) ? [index] : []));
  const patternAt = (index: number): string => rules[index]?.pattern ?? '';
  const own = all.slice(
    Math.max(
      0,
      all.findLastIndex((index) => matchesAll(patternAt(index))),
    ),
  );
  if (own.length > MANY) return own;
  const patterns = own.map(patternAt);
  return own.filter((_, at) => {
    const outside = patterns.slice(at + 1);
    const question = { inside: patterns[at] ?? '', outside, judged: [], accept: () => true, patience: 200 };
    return findText(question) !== 'none';
  });
}

function shadowOf(rules: readonly PermissionRule[], { pattern }: PermissionRule, key: string): number | null {
  const example = examplesOf(key, pattern)[0] ?? pattern;
  const by = rules.findLastIndex((rule) => matches(rule.permission, key) && matches(rule.pattern, example));
  return by < 0 ? null : by + 1;
}
