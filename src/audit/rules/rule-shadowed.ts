import type { PermissionRule } from '../../opencode/permission.ts';
import { quoteName } from '../../opencode/quote-name.ts';
import type { Semantics } from '../../opencode/semantics-of.ts';
import { covers } from '../covers.ts';
import { DEAD_KEYS } from '../dead-keys.ts';
import { permissionBlocks, rulesOf } from '../permission-blocks.ts';
import { quoteNames } from '../quote-names.ts';
import { withRuleFirst } from '../reorder.ts';
import type { AuditContext, Hit, Rule } from '../rule.ts';

export const ruleShadowed = {
  id: 'rule-shadowed',
  title: 'A later rule undoes earlier ones',
  summary: 'A rule never decides, because a wider one with another action stands after it.',
  severity: 'medium',
  confidence: 'high',
  category: 'permissions',
  *check(context) {
    const { semantics } = context.project;
    if (semantics.evaluation !== 'last-match') return;
    for (const block of permissionBlocks(context)) {
      const rules = rulesOf(block, semantics).filter((rule) => !DEAD_KEYS.has(rule.permission));
      for (const shadow of shadowsIn(rules, semantics)) yield hitFor(context, shadow);
    }
  },
} satisfies Rule;

type Shadow = { readonly by: PermissionRule; readonly hidden: readonly PermissionRule[] };

/** More wide rules than any map that a person writes; a generated one is judged by its last ones. */
const MAX_WIDE = 50;
const RANK = { allow: 0, ask: 1, deny: 2 } as const;

function shadowsIn(rules: readonly PermissionRule[], semantics: Semantics): readonly Shadow[] {
  const isCovered = (rule: PermissionRule, by: PermissionRule): boolean =>
    covers(by.permission, rule.permission, semantics) && covers(by.pattern, rule.pattern, semantics);
  const wide = rules.filter((rule) => /[*?]/.test(rule.pattern + rule.permission)).slice(-MAX_WIDE);
  const positions = new Map(rules.map((rule, index) => [rule, index]));
  const shadows = new Map<PermissionRule, PermissionRule[]>();
  rules.forEach((rule, index) => {
    const by = wide.findLast((other) => (positions.get(other) ?? 0) > index && isCovered(rule, other));
    if (by !== undefined && by.action !== rule.action) shadows.set(by, [...(shadows.get(by) ?? []), rule]);
  });
  return [...shadows].map(([by, hidden]) => ({ by, hidden }));
}

function hitFor(context: AuditContext, { by, hidden }: Shadow): Hit {
  const weakened = hidden.filter((rule) => RANK[rule.action] > RANK[by.action]);
  const shown = weakened.length > 0 ? weakened : hidden;
  const isKey = hidden.some((rule) => rule.permission !== by.permission);
  const names = quoteNames(shown.map((rule) => (isKey ? rule.permission : rule.pattern)));
  const meant = shown[0]?.action ?? 'deny';
  const message = `${quoteName(isKey ? by.permission : by.pattern)} comes after ${names} and matches all of it, and the last rule that matches decides: "${meant}" was written there, "${by.action}" is what happens.`;
  const place = by.origin ?? { path: '', line: 0, column: 0 };
  const severity = weakened.length > 0 ? {} : { severity: 'low' as const };
  const hit = { path: place.path, line: place.line, message, scope: by.way, remedy: REMEDY, ...severity };
  return { ...hit, ...withRuleFirst(context, by, hidden) };
}

const REMEDY = 'Put the wide rule first and the narrow ones after it.';
