import type { Change, ChangedFile, Path } from '../../change/change.ts';
import { parseTree, type TreeEntry } from '../../change/tree.ts';
import { nameView } from '../../change/view-name.ts';

/** One file that shall be in the view, and its name there. */
export type Chosen = TreeEntry & { readonly name: string; readonly changed: boolean };

export type LeftOut = { readonly path: Path; readonly why: string };

export type Choice = {
  /** In the order in which they get their place: what changed, what lies beside it, the rest. */
  readonly files: readonly Chosen[];
  readonly leftOut: readonly LeftOut[];
  /** The first of `files` that neither changed nor lie beside what did. */
  readonly near: number;
};

/** What of a commit the view shall hold, by name and number alone. Limits never cost a changed file its place. */
export function chooseFiles(
  tree: Uint8Array,
  change: Change,
  hides: (path: Path) => boolean = () => false,
): Choice {
  const changed = new Map(change.files.map((file) => [file.path, file]));
  const folders = new Set([...changed.keys()].map(folderOf));
  const leftOut: LeftOut[] = [];
  const groups: readonly TreeEntry[][] = [[], [], []];
  const seen = new Set<Path>();
  for (const entry of parseTree(tree)) {
    const file = changed.get(entry.path);
    const why = seen.has(entry.path) ? TWICE : hides(entry.path) ? HIDDEN : whyNot(entry.path, file);
    seen.add(entry.path);
    if (why !== null) leftOut.push({ path: entry.path, why });
    else groups[file ? 0 : folders.has(folderOf(entry.path)) ? 1 : 2]?.push(entry);
  }
  const ordered = groups.flat();
  leftOut.push(...ordered.slice(MAX_FILES).map(({ path }) => ({ path, why: TOO_MANY })));
  return {
    ...named(ordered.slice(0, MAX_FILES), changed, leftOut),
    near: ordered.length - (groups[2]?.length ?? 0),
  };
}

export const BINARY = 'Binary content.';

const HIDDEN = 'The policy hides it from every model.';

const MAX_FILES = 20_000;
const TOO_MANY = 'The view holds at most 20,000 files.';
const TOO_LONG = 'Its path is too long or too deep.';
const TWICE = 'The commit holds two files of this name.';

/** Not worth reading when nobody changed it. A changed file is judged by its content instead. */
const MEDIA =
  /\.(?:png|jpe?g|gif|webp|avif|ico|bmp|woff2?|ttf|otf|eot|mp[34]|m4[av]|mov|og[gav]|webm|wav|zip|gz|jar|pdf)$/i;

function whyNot(path: Path, file: ChangedFile | undefined): string | null {
  const isBinary = file === undefined ? MEDIA.test(path) : file.kind === 'binary';
  return isBinary ? BINARY : null;
}

function folderOf(path: Path): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function named(
  entries: readonly TreeEntry[],
  changed: ReadonlyMap<Path, unknown>,
  leftOut: readonly LeftOut[],
): Pick<Choice, 'files' | 'leftOut'> {
  const names = nameView(entries.map(({ path }) => path));
  const nameOf = (entry: TreeEntry) => names.get(entry.path) ?? null;
  const files = entries.flatMap((entry): readonly Chosen[] => {
    const name = nameOf(entry);
    return name === null ? [] : [{ ...entry, name, changed: changed.has(entry.path) }];
  });
  const nameless = entries
    .filter((entry) => nameOf(entry) === null)
    .map(({ path }) => ({ path, why: TOO_LONG }));
  return { files, leftOut: [...leftOut, ...nameless] };
}
