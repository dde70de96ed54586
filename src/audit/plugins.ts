import type { Path } from '../change/change.ts';
import { get, itemsOf, type Node, stringOf } from '../opencode/node.ts';
import { configsOf } from './effective.ts';
import type { AuditContext } from './rule.ts';
import type { Text } from './texts.ts';

/** Every plugin that a configuration file names. Both spellings of the key count: OpenCode imports both. */
export function pluginsOf(context: AuditContext): readonly Text[] {
  return [...configsOf(context)].flatMap(({ root }) =>
    ['plugin', 'plugins'].flatMap((key) => itemsOf(get(root, key)).flatMap((item) => pluginIn(item, key))),
  );
}

/** A name, or a name with options. */
function pluginIn(item: Node, key: string): readonly Text[] {
  const node = stringOf(item) === undefined ? itemsOf(item)[0] : item;
  const text = stringOf(node);
  return node === undefined || text === undefined ? [] : [{ key, text, place: node.place }];
}

/** Whether a plugin is code on this machine, not a package. */
export function isLocalPlugin(spec: string): boolean {
  return /^(?:\.{1,2}(?:[\\/]|$)|[\\/]|~|file:|[A-Za-z]:[\\/]|\.opencode[\\/])/.test(spec);
}

/** The path in the repository that a relative plugin means; null for any other. */
export function pluginPath(from: Path, spec: string): Path | null {
  if (!spec.startsWith('.')) return null;
  const way = from.split('/').slice(0, -1);
  for (const step of spec.split(/[\\/]/)) {
    if (step === '..') way.pop();
    else if (step !== '.' && step !== '') way.push(step);
  }
  return way.join('/');
}
