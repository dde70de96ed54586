import { AGENT_OF_VERSION_2_SCHEMA } from './config-schema.ts';
import { type Entry, entriesOf, get, type Node, objectNode, toValue } from './node.ts';

/** Key of version 2 → key of version 1. What is not here is lost, `permission` and `tools` among it. */
const KEPT: Readonly<Record<string, string>> = {
  description: 'description',
  mode: 'mode',
  hidden: 'hidden',
  color: 'color',
  steps: 'steps',
  model: 'model',
  system: 'prompt',
  disabled: 'disable',
};

/**
 * The agents of one configuration, as OpenCode 1.18.28 and later read the key `agents` of version 2: an agent that
 * `agent` has already is not touched, a malformed one is left out, and of the rest only what version 2 knows is kept.
 */
export function lowerAgents(agents: Node | undefined, agent: Node | undefined): Node | undefined {
  if (agents?.kind !== 'object' || (agent !== undefined && agent.kind !== 'object')) return agent;
  const known = new Set(entriesOf(agent).map((entry) => entry.key));
  const added = entriesOf(agents).filter((entry) => !known.has(entry.key) && isWellFormed(entry.node));
  if (agent === undefined && added.length === 0) return undefined;
  return objectNode(agent?.place ?? agents.place, [...entriesOf(agent), ...added.map(lower)]);
}

function isWellFormed(node: Node): boolean {
  return AGENT_OF_VERSION_2_SCHEMA.safeParse(toValue(node)).success;
}

function lower(entry: Entry): Entry {
  const kept = Object.entries(KEPT).flatMap(([from, key]): Entry[] => {
    const node = get(entry.node, from);
    return node === undefined ? [] : [{ key, place: node.place, node }];
  });
  return { ...entry, node: objectNode(entry.node.place, kept) };
}
