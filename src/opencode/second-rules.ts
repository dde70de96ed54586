import { booleanOf, entriesOf, get, type Node, stringOf } from './node.ts';
import { actionOf, expandHome, type PermissionRule } from './permission.ts';

/** Version 2 looks for a home directory in the resources of these actions alone. */
const WITH_PATHS: ReadonlySet<string> = new Set(['external_directory', 'read', 'edit']);

/** The rules of a list `[{ action, resource, effect }]`, in its order. Nonsense is left out. */
export function secondRules(items: readonly Node[], way: string): readonly PermissionRule[] {
  return items.flatMap((item, index): PermissionRule[] => {
    const permission = stringOf(get(item, 'action'));
    const resource = stringOf(get(item, 'resource'));
    const action = actionOf(get(item, 'effect'));
    if (permission === undefined || resource === undefined || action === null) return [];
    const pattern = WITH_PATHS.has(permission) ? expandHome(resource) : resource;
    return [{ permission, pattern, action, origin: item.place, way: `${way}.${index}` }];
  });
}

/** The old key `tools` as rules. */
export function toolRules(tools: Node | undefined, way: string): readonly PermissionRule[] {
  return entriesOf(tools).flatMap((entry): PermissionRule[] => {
    const isOn = booleanOf(entry.node);
    if (isOn === undefined) return [];
    const permission = ['write', 'patch'].includes(entry.key) ? 'edit' : entry.key;
    const common = { permission, pattern: '*', origin: entry.place, way: `${way}.${entry.key}` };
    return [{ ...common, action: isOn ? 'allow' : 'deny' }];
  });
}
