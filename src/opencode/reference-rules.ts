import { DATA, PROJECT } from './built-in.ts';
import type { FolderLayers } from './layers.ts';
import { type Entry, entriesOf, get, type Node, type Place, stringOf } from './node.ts';
import type { Asset } from './parse-asset.ts';
import { HOME, type PermissionRule } from './permission.ts';
import { repositoryFolder } from './repository-folder.ts';
import { shapeOf } from './shape.ts';

/**
 * `references` opens directories outside the project to every agent: a path, or a clone of a git repository among
 * OpenCode's data. Of two references with one name the later one counts, at the position of the first.
 */
export function referenceRules(
  chain: readonly FolderLayers[],
  config: Node | undefined,
): readonly PermissionRule[] {
  // All of them are passed over when the merged configuration has an empty `references`.
  if (entriesOf(get(config, 'references') ?? get(config, 'reference')).length === 0) return [];
  const found = new Map<string, Reference>();
  const configs = [
    ...chain.flatMap((layers) => layers.configs),
    ...chain.flatMap((layers) => layers.dotConfigs),
  ];
  for (const asset of configs) {
    for (const entry of referencesOf(asset)) {
      if (/[/\s`,]/.test(entry.key) || entry.key === '') continue;
      const folder = folderOf(entry.node, asset);
      if (folder !== undefined) found.set(entry.key, { folder, place: entry.place });
    }
  }
  const byFolder = new Map([...found].map(([name, reference]) => [reference.folder, { ...reference, name }]));
  return [...byFolder.values()].flatMap(({ folder, place, name }): PermissionRule[] => {
    if (folder === null) return [];
    const way = `references.${name}`;
    return [
      { permission: 'external_directory', pattern: `${folder}/*`, action: 'allow', origin: place, way },
    ];
  });
}

/** `folder` is null for a repository that OpenCode cannot name. */
type Reference = { readonly folder: string | null; readonly place: Place };

function referencesOf({ root }: Asset): readonly Entry[] {
  const config = root ?? undefined;
  return shapeOf(config) === null ? [] : entriesOf(get(config, 'references') ?? get(config, 'reference'));
}

/** Undefined for what is no reference. */
function folderOf(node: Node, asset: Asset): string | null | undefined {
  const text = stringOf(node);
  const path = text !== undefined && /^[./~]/.test(text) ? text : stringOf(get(node, 'path'));
  if (path !== undefined) return resolve(asset.path.split('/').slice(0, -1), path);
  const repository = text ?? stringOf(get(node, 'repository'));
  return repository === undefined ? undefined : cloneOf(repository, stringOf(get(node, 'branch')));
}

function cloneOf(repository: string, branch: string | undefined): string | null {
  const folder = repositoryFolder(repository, branch);
  return folder === null ? null : `${DATA}/repos/${folder}`;
}

/** Against the folder of the file that says it; a way out of the repository keeps its `..`. */
function resolve(folder: readonly string[], path: string): string {
  if (path.startsWith('~/')) return `${HOME}/${normalise(path.slice(2).split('/')).join('/')}`;
  if (path.startsWith('/')) return `/${normalise(path.split('/')).join('/')}`;
  const way = normalise([...folder, ...path.split('/')]);
  return way.length === 0 ? PROJECT : `${PROJECT}/${way.join('/')}`;
}

function normalise(steps: readonly string[]): readonly string[] {
  const way: string[] = [];
  for (const step of steps) {
    if (step === '' || step === '.') continue;
    if (step === '..' && way.length > 0 && way.at(-1) !== '..') way.pop();
    else way.push(step);
  }
  return way;
}
