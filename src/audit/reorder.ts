import type { PermissionRule } from '../opencode/permission.ts';
import type { AuditContext, Hit } from './rule.ts';

/** `key: action`, alone on its line, with or without a comma. */
const PLAIN = /^\s*(?:"(?:[^"\\]|\\.)*"|'[^']*'|[\w*-]+)\s*:\s*["']?(?:allow|ask|deny)["']?\s*(,?)\s*$/;
const MAX_LINES = 60;

/**
 * The lines from the first of `after` to `rule`, with the line of `rule` moved to the front. Empty when anything else
 * than plain rules stands in between.
 */
export function withRuleFirst(
  { project }: AuditContext,
  rule: PermissionRule,
  after: readonly PermissionRule[],
): Partial<Pick<Hit, 'line' | 'endLine' | 'suggestion'>> {
  if (rule.origin === null || after.some((one) => one.permission !== rule.permission)) return {};
  const { path, line: endLine } = rule.origin;
  const line = Math.min(...after.map((one) => one.origin?.line ?? 0));
  const lines = line < 1 ? [] : (project.assets.get(path)?.lines.slice(line - 1, endLine) ?? []);
  const isPlain = lines.length > 1 && lines.length <= MAX_LINES && lines.every((text) => PLAIN.test(text));
  return isPlain ? { line, endLine, suggestion: lastFirst(lines) } : {};
}

/** Commas stand where they stood; only the last line of a map may have none. */
function lastFirst(lines: readonly string[]): string {
  const commas = lines.map((line) => PLAIN.exec(line)?.[1] ?? '');
  const bare = lines.map((line) => line.trimEnd().replace(/,$/, ''));
  return [...bare.slice(-1), ...bare.slice(0, -1)]
    .map((line, index) => line + (commas[index] ?? ''))
    .join('\n');
}
