import type { Path } from './change.ts';
import { encodePath, hasUnseen } from './path.ts';
import { foldName, isGitDirectory, MAX_COMPONENT_BYTES, oddnessOf } from './path-component.ts';

/**
 * Where each file of the head lies in the view. Names that some tool would obey get the suffix `.pr-file`, names
 * that cannot be seen or stored are written with `%XX`, and no two names in a folder differ by case alone. Null for
 * a path that is too long or too deep. The same set of paths always gets the same names.
 */
export function nameView(paths: readonly Path[]): ReadonlyMap<Path, string | null> {
  const folders = new Map<string, Folder>([['', { name: '', taken: new Map() }]]);
  const names = new Map<Path, string | null>();
  for (const path of ordinaryFirst(paths)) names.set(path, nameFile(path, folders));
  return names;
}

/** The name that a component has in the view unless another one has it already. */
export function nameComponent(component: string): string {
  const name = oddnessOf(component) === null ? component : writeOut(component);
  return isObeyed(component) ? `${name}.pr-file` : name;
}

/** A folder of the view. `taken` counts the names that fold to the same. */
type Folder = { readonly name: string; readonly taken: Map<string, number> };

const MAX_PATH_BYTES = 1024;
const MAX_DEPTH = 40;

/** Ordinary names are given out first, so that no odd one can take the place of a real file. */
function ordinaryFirst(paths: readonly Path[]): readonly Path[] {
  const isOrdinary = (path: Path) =>
    path.split('/').every((component) => nameComponent(component) === component);
  const ordinary = new Set(paths.filter(isOrdinary));
  return [...ordinary].sort().concat(paths.filter((path) => !ordinary.has(path)).sort());
}

function nameFile(path: Path, folders: Map<string, Folder>): string | null {
  const components = path.split('/');
  if (components.length > MAX_DEPTH || encodePath(path).length > MAX_PATH_BYTES) return null;
  let key = '';
  let folder = folders.get('');
  for (const component of components.slice(0, -1)) {
    key += `${component}/`;
    folder = folders.get(key) ?? openFolder(key, component, folder, folders);
  }
  const name = folder ? `${folder.name}${freeName(nameComponent(components.at(-1) ?? ''), folder)}` : '';
  return name === '' || encodePath(name).length > 2 * MAX_PATH_BYTES ? null : name;
}

function openFolder(
  key: string,
  component: string,
  parent: Folder | undefined,
  folders: Map<string, Folder>,
): Folder {
  const name = parent ? `${parent.name}${freeName(nameComponent(component), parent)}/` : '';
  const folder: Folder = { name, taken: new Map() };
  folders.set(key, folder);
  return folder;
}

function freeName(wish: string, { taken }: Folder): string {
  const key = foldName(wish);
  let number = taken.get(key) ?? 0;
  let name = wish;
  while (taken.has(foldName(name))) {
    number += 1;
    name = `${wish}.pr-${number + 1}`;
  }
  taken.set(key, number);
  taken.set(foldName(name), taken.get(foldName(name)) ?? 0);
  return name;
}

/**
 * What OpenCode, other agents, their runtimes or the search tools read by name, at any depth: configuration,
 * instructions, environment, ignore lists. `.github` and its like are read by no program in the sandbox.
 */
const OBEYED =
  /^(?:opencode\.json|\.opencode|\.agents|\.claude|\.codex|\.cursor|\.gemini|\.windsurf|\.clinerules|\.roo|\.aider|\.mcp\.json$|(?:agents|claude|gemini|context)\.(?:.*\.)?md$|\.env|\.npmrc$|\.yarnrc|bunfig\.toml$|\.(?:rg|fd|ag)?ignore$|\.git(?!hub$|lab$|lab-ci\.yml$|ea$))/;

function isObeyed(component: string): boolean {
  return isGitDirectory(component) || OBEYED.test(foldName(component));
}

/** Percent signs are written out as well, so that what is written out can be read back. A long name is cut. */
function writeOut(component: string): string {
  const isDots = /^\.*$/.test(component);
  const last = component.length - 1;
  let text = '';
  let at = 0;
  for (const character of component) {
    const atEdge = (at === 0 && character === ' ') || (at === last && /[ .]/.test(character));
    const isOdd = isDots || atEdge || /[\\/%~]/.test(character) || hasUnseen(character);
    const next = text + (isOdd ? percent(character) : character);
    if (encodePath(next).length > MAX_COMPONENT_BYTES) break;
    text = next;
    at += character.length;
  }
  return text === '' ? '%' : text;
}

function percent(character: string): string {
  return Array.from(
    encodePath(character),
    (byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`,
  ).join('');
}
