import { HOME, type PermissionRule } from '../opencode/permission.ts';

/** Whether a rule is one pattern of a map, not one action for a whole key. */
export function isInMap(rule: PermissionRule): boolean {
  return mapOf(rule) !== null;
}

/** The keys that lead to the map that a pattern stands in; null for a rule that is not in a map. */
export function mapOf({ way, permission, pattern }: PermissionRule): string | null {
  if (way.endsWith(`.${permission}.${pattern}`)) return way.slice(0, -(pattern.length + 1));
  // In the file it says "~" or "$HOME".
  const start = pattern.startsWith(HOME) ? way.lastIndexOf(`.${permission}.`) : -1;
  return start < 0 ? null : way.slice(0, start + permission.length + 1);
}
