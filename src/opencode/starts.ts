import type { Path } from '../change/change.ts';
import type { FolderLayers } from './layers.ts';

/** A folder in which OpenCode may be started, with the layers that it then reads, the root's first. */
export type Start = {
  readonly folder: Path;
  readonly chain: readonly FolderLayers[];
  /** The nearest one that it lies in; undefined for the root, and for what belongs to no project. */
  readonly above: Start | undefined;
  /** How many files of the chain each start looks at: those of agents are read once, whatever starts see them. */
  readonly files: number;
};

/**
 * Every folder that has a configuration of its own; the root always comes first. `files` of all starts together
 * are at most `most`, else null: each level of nesting reads again what lies above it.
 */
export function findStarts(folders: ReadonlyMap<Path, FolderLayers>, most: number): readonly Start[] | null {
  const root = folders.get('');
  const starts: Start[] = [startIn('', root, undefined)];
  const open: Start[] = [...starts];
  let files = starts[0]?.files ?? 0;
  for (const [folder, layers] of [...folders].toSorted(([a], [b]) => byFolder(a, b))) {
    if (folder === '') continue;
    const start = startIn(folder, layers, isGlobal(folder) ? undefined : above(folder, open));
    if (!isGlobal(folder)) open.push(start);
    if (isSkillsOnly(layers)) continue;
    files += start.files;
    if (files > most) return null;
    starts.push(start);
  }
  return starts;
}

/** The nearest folder of `open` that this one lies in; those that are done with are dropped. */
function above(folder: Path, open: Start[]): Start | undefined {
  while (open.length > 1 && !folder.startsWith(`${open.at(-1)?.folder ?? ''}/`)) open.pop();
  return open.at(-1);
}

function startIn(folder: Path, layers: FolderLayers | undefined, above: Start | undefined): Start {
  const own = layers === undefined ? [] : [layers];
  const count = own.reduce((sum, on) => sum + on.configs.length + on.dotConfigs.length + on.skills.length, 1);
  return { folder, chain: [...(above?.chain ?? []), ...own], above, files: (above?.files ?? 0) + count };
}

/** The configuration of somebody's home belongs to no project. */
function isGlobal(folder: Path): boolean {
  return /(?:^|\/)\.config\/opencode$/.test(folder);
}

/** Skills alone do not make a folder one to start in. */
function isSkillsOnly(layers: FolderLayers): boolean {
  return layers.skills.length > 0 && filesOf(layers) === 0;
}

function filesOf({ configs, dotConfigs, agents, modes }: FolderLayers): number {
  return configs.length + dotConfigs.length + agents.length + modes.length;
}

/** A folder, then everything below it, then its next neighbour. */
function byFolder(a: Path, b: Path): number {
  const [one, two] = [a.replaceAll('/', '\0'), b.replaceAll('/', '\0')];
  if (one === two) return 0;
  return one < two ? -1 : 1;
}
