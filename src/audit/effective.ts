import { type Entry, entriesOf, get, type Node } from '../opencode/node.ts';
import type { Asset } from '../opencode/parse-asset.ts';
import type { AuditContext } from './rule.ts';

/** The merged value of a key in each set-up, each node once: what OpenCode goes by, with the place that decided it. */
export function effective({ project }: AuditContext, key: string): readonly Node[] {
  const nodes = project.setUps.flatMap((setUp) => get(setUp.config, key) ?? []);
  return [...new Set(nodes)];
}

/** The entries below a key of the merged configurations, each once. */
export function effectiveEntries(context: AuditContext, key: string): readonly Entry[] {
  const seen = new Set<Node>();
  return effective(context, key)
    .flatMap(entriesOf)
    .filter((entry) => !seen.has(entry.node) && seen.add(entry.node));
}

export type Config = { readonly asset: Asset; readonly root: Node };

/** The configuration files one by one, for lists that OpenCode joins instead of replacing. */
export function* configsOf({ project }: AuditContext): Iterable<Config> {
  for (const asset of project.assets.values()) {
    if (asset.kind === 'config' && asset.root !== null) yield { asset, root: asset.root };
  }
}
