import type { Path } from '../change/change.ts';
import type { AssetFile } from '../opencode/asset.ts';
import { matchesWhole } from '../opencode/wildcard.ts';

/** A CODEOWNERS file as GitHub reads it. */
export type Owners = {
  readonly path: Path;
  /** Whether somebody is asked to approve a change of this file. */
  readonly covers: (path: Path) => boolean;
  /** Who: `@user`, `@org/team` or an address, as the file has them. */
  readonly of: (path: Path) => readonly string[];
};

/** Where GitHub looks, in this order; the first one counts. */
const PLACES: readonly Path[] = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

export function isOwnersFile(path: Path): boolean {
  return PLACES.includes(path);
}

/** Null when there is none. Of the lines that match a path the last one decides, also when it names nobody. */
export function parseOwners(files: readonly AssetFile[]): Owners | null {
  const place = PLACES.find((path) => files.some((file) => file.path === path));
  const file = files.find(({ path }) => path === place);
  if (file === undefined) return null;
  const isLink = file.mode === '120000' || file.size > file.bytes.length;
  const lines = isLink ? [] : new TextDecoder('utf-8').decode(file.bytes).split(/\r?\n/).flatMap(parseLine);
  const of = (path: Path) => lines.findLast(({ pattern }) => matchesPath(pattern, path))?.owners ?? [];
  return { path: file.path, covers: (path) => of(path).length > 0, of };
}

type Pattern = {
  readonly segments: readonly string[];
  /** A path that the pattern matches may be a folder: what lies in it is meant too. */
  readonly below: boolean;
  readonly onlyBelow: boolean;
};
type Line = { readonly pattern: Pattern; readonly owners: readonly string[] };

/** GitHub leaves out a line that it does not understand: a negation, a range of characters, an escaped `#`. */
function parseLine(text: string): readonly Line[] {
  const words = text.trim().match(/(?:\\.|[^\s\\])+/g) ?? [];
  const first = words[0] ?? '';
  if (first === '' || /^(?:#|!|\\#)/.test(first) || first.includes('[')) return [];
  const comment = words.findIndex((word) => word.startsWith('#'));
  const owners = words.slice(1, comment < 0 ? undefined : comment).filter((word) => word.includes('@'));
  return [{ pattern: parsePattern(first.replaceAll(/\\(.)/g, '$1')), owners }];
}

/** A slash at the start or inside ties a pattern to the root; `folder/*` means what lies in the folder itself. */
function parsePattern(text: string): Pattern {
  const body = text.replace(/^\//, '').replace(/\/+$/, '');
  const isTied = text.startsWith('/') || body.includes('/');
  const segments = body === '' ? ['**'] : body.split('/');
  const onlyBelow = text.endsWith('/') && body !== '';
  return {
    segments: isTied || segments[0] === '**' ? segments : ['**', ...segments],
    below: onlyBelow || !(isTied && segments.at(-1) === '*'),
    onlyBelow,
  };
}

function matchesPath({ segments, below, onlyBelow }: Pattern, path: Path): boolean {
  const parts = path.split('/');
  // open[i]: the first i segments of the pattern match what has been read of the path.
  let open = closeStars(segments, new Set([0]));
  for (const [index, part] of parts.entries()) {
    const next = new Set<number>();
    for (const at of open) {
      const segment = segments[at];
      if (segment === '**') next.add(at);
      else if (segment !== undefined && matchesWhole(segment, part)) next.add(at + 1);
    }
    open = closeStars(segments, next);
    const isLast = index === parts.length - 1;
    if (open.has(segments.length) && (isLast ? !onlyBelow : below)) return true;
  }
  return false;
}

/** `**` stands for no folder at all, too; at the end it stands for something. */
function closeStars(segments: readonly string[], open: ReadonlySet<number>): ReadonlySet<number> {
  const closed = new Set(open);
  for (const at of [...open].toSorted((a, b) => a - b)) {
    for (let next = at; segments[next] === '**' && next < segments.length; next += 1) closed.add(next + 1);
  }
  return closed;
}
