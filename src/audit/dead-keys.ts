import type { Agent } from '../opencode/agents.ts';
import type { PermissionRule } from '../opencode/permission.ts';

/** Keys that OpenCode asks for nothing under, with the key that does what they promise; null where none does. */
export const DEAD_KEYS: ReadonlyMap<string, string | null> = new Map([
  ['write', 'edit'],
  ['patch', 'edit'],
  ['apply_patch', 'edit'],
  ['multiedit', 'edit'],
  ['list', null],
  ['todoread', null],
  ['codesearch', null],
]);

/** The limits that an agent has under keys for editing that have no effect. */
export function deadEditDenials(agent: Agent): readonly PermissionRule[] {
  return agent.rules.filter(
    (rule) => rule.origin !== null && rule.action !== 'allow' && DEAD_KEYS.get(rule.permission) === 'edit',
  );
}
