import { entriesOf, get, type Node } from './node.ts';

/** One of these makes the whole file one of version 1, in which the keys of version 2 mean nothing. */
const KEYS_OF_VERSION_1: ReadonlySet<string> = new Set(
  'logLevel server command reference snapshot plugin autoshare disabled_providers enabled_providers small_model mode agent provider permission tools attachment layout'.split(
    ' ',
  ),
);

/** As which version the part of OpenCode that belongs to version 2 reads a configuration; null when it drops it. */
export function shapeOf(config: Node | undefined): 1 | 2 | null {
  const shape = entriesOf(config).some((entry) => KEYS_OF_VERSION_1.has(entry.key)) ? 1 : 2;
  const skills = get(config, 'skills');
  if (skills === undefined || skills.kind === (shape === 1 ? 'object' : 'array')) return shape;
  return null;
}
