import type { PermissionRule } from '../opencode/permission.ts';
import { quoteName } from '../opencode/quote-name.ts';
import { quoteNames } from './quote-names.ts';
import type { AuditContext } from './rule.ts';
import type { Widened, Widening } from './widenings.ts';

/** Whether the change wrote the rule that decides now: the base had none like it for this agent. */
export function isBrought(rule: PermissionRule, { before }: Widened): boolean {
  if (rule.origin === null) return false;
  return !before?.rules.some(
    (old) =>
      old.origin !== null &&
      old.permission === rule.permission &&
      old.pattern === rule.pattern &&
      old.action === rule.action,
  );
}

/** Somebody is still asked, or only OpenCode's own question is gone, which other rules weigh. */
export function isMinor({ to, was }: Widening): boolean {
  return to === 'ask' || was?.origin === null;
}

/** `"bash", "edit" and 3 more`. */
export function wordsFor(widenings: readonly Widening[]): string {
  return quoteNames(widenings.map(({ request }) => request.words));
}

/** `it was denied at the base (opencode.json:4), and is allowed now`. */
export function standing(widenings: readonly Widening[], context: AuditContext): string {
  const worst = widenings.find((one) => one.from === 'deny') ?? widenings[0];
  if (worst === undefined) return '';
  const { from, to, was } = worst;
  const before = from === 'deny' ? 'denied' : 'asked about';
  const now = to === 'allow' ? 'allowed' : 'asked about';
  return `at the base it was ${before} ${whereOf(was, context)}, here it is ${now}`;
}

function whereOf(rule: PermissionRule | undefined, { base }: AuditContext): string {
  const origin = rule?.origin ?? null;
  if (origin === null) return 'by default';
  const { path, line } = origin;
  return base?.assets.has(path) ? `(${quoteName(path)}, line ${line})` : '';
}
