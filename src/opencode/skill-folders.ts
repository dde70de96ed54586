import type { Path } from '../change/change.ts';
import { builtIn, PROJECT } from './built-in.ts';
import type { FolderLayers } from './layers.ts';
import type { PermissionRule } from './permission.ts';

/**
 * OpenCode opens the folder of each skill to every agent, as a directory outside the project: first those of
 * `.claude` and `.agents` from the start up to the root, then those of `.opencode` in the same order.
 */
export function skillRules(chain: readonly FolderLayers[]): readonly PermissionRule[] {
  const nearestFirst = chain.toReversed().flatMap((layers) => layers.skills);
  const isOwn = (path: Path): boolean => path.split('/').includes('.opencode');
  const paths = nearestFirst.map((asset) => asset.path);
  const ordered = [...paths.filter((path) => !isOwn(path)), ...paths.filter(isOwn)];
  const folders = ordered.map((path) => path.split('/').slice(0, -1).join('/'));
  return [...new Set(folders)].map((folder) =>
    builtIn('external_directory', `${PROJECT}/${folder}/*`, 'allow'),
  );
}
