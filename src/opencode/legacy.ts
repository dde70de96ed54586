import { mergeDeep } from './merge.ts';
import { booleanOf, type Entry, entriesOf, get, type Node, objectNode, scalarNode } from './node.ts';
import { actionOf } from './permission.ts';

/** `permission: "ask"` means `{ "*": "ask" }`; each layer is normalised before layers are merged. */
export function normalisePermission(node: Node | undefined): Node | undefined {
  if (node === undefined || actionOf(node) === null) return node;
  return objectNode(node.place, [{ key: '*', place: node.place, node }]);
}

/** The agent's own legacy `tools` become permissions; its `permission` is assigned over them, positions kept. */
export function normaliseAgent(agent: Node): Node {
  if (agent.kind !== 'object') return agent;
  const fromTools = entriesOf(toolPermissions(get(agent, 'tools')));
  const own = entriesOf(normalisePermission(get(agent, 'permission')));
  if (fromTools.length === 0 && (own.length === 0 || get(agent, 'permission')?.kind === 'object'))
    return agent;
  const place = (get(agent, 'permission') ?? get(agent, 'tools') ?? agent).place;
  const permission = objectNode(place, [...fromTools, ...own]);
  const entries = [...agent.entries.values()].filter((entry) => entry.key !== 'permission');
  return objectNode(agent.place, [...entries, { key: 'permission', place, node: permission }]);
}

/** The legacy `tools` at the top of a configuration lie under its `permission`. */
export function withTopLevelTools(permission: Node | undefined, tools: Node | undefined): Node | undefined {
  return mergeDeep([toolPermissions(tools), permission]);
}

function toolPermissions(tools: Node | undefined): Node | undefined {
  if (tools?.kind !== 'object') return undefined;
  const entries = entriesOf(tools).flatMap((entry): Entry[] => {
    const on = booleanOf(entry.node);
    if (on === undefined) return [];
    const key = ['write', 'edit', 'patch'].includes(entry.key) ? 'edit' : entry.key;
    return [{ key, place: entry.place, node: scalarNode(entry.place, on ? 'allow' : 'deny') }];
  });
  return objectNode(tools.place, entries);
}
