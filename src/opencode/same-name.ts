import { agentNameOf, type FolderLayers } from './layers.ts';
import type { Asset } from './parse-asset.ts';
import { type Problem, problem } from './problem.ts';
import { quoteName } from './quote-name.ts';

/**
 * Two files of one folder that make the same agent are not merged: the one that the file system lists last is the
 * agent, which no reader of the repository can know.
 */
export function sameNameProblems(layers: Iterable<FolderLayers>): ReadonlyMap<string, Problem> {
  const problems = new Map<string, Problem>();
  for (const { agents, modes } of layers) {
    for (const { path, found } of [...repeatsIn(agents), ...repeatsIn(modes)]) problems.set(path, found);
  }
  return problems;
}

function repeatsIn(assets: readonly Asset[]): readonly { readonly path: string; readonly found: Problem }[] {
  const first = new Map<string, Asset>();
  return assets.flatMap((asset) => {
    const name = agentNameOf(asset);
    const other = first.get(name);
    if (other === undefined) first.set(name, asset);
    return other === undefined ? [] : [{ path: asset.path, found: sameName(asset, other, name) }];
  });
}

function sameName(asset: Asset, other: Asset, name: string): Problem {
  const message = `This file and ${quoteName(other.path)} both make the agent ${quoteName(name)}: OpenCode takes one of them and leaves the other out, as the file system has it. Give one of them another name.`;
  return problem('skipped', { path: asset.path, line: 1, column: 1 }, message);
}
