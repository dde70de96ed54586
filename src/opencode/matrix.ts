import type { MatrixCell, MatrixRow } from '../verdict/verdict.ts';
import { type Agent, originOf } from './agents.ts';
import { changedAgents } from './own-agents.ts';
import { inOrder, matcherOf, type PermissionRule, summarise } from './permission.ts';
import type { Project, SetUp } from './project.ts';
import type { Semantics } from './semantics-of.ts';
import { serverPrefixes, unlistedTool } from './tool-keys.ts';
import { matchesAll } from './wildcard.ts';

export const MATRIX_KEYS = [
  'read',
  'edit',
  'glob',
  'grep',
  'list',
  'bash',
  'task',
  'external_directory',
  'lsp',
  'skill',
  'todowrite',
  'webfetch',
  'websearch',
  'question',
  'doom_loop',
] as const;

/** Servers that have a column; a repository with more of them has no use for a table. */
const MAX_SERVERS = 12;

/**
 * One row per agent, those of the repository first; agents that only exist below a folder are named
 * `folder: agent`, and below the root only those that do something else there have one. With a base, each row says what the change makes of it, and agents that are gone come last.
 */
export function buildMatrix(head: Project, base: Project | null = null): readonly MatrixRow[] {
  const now = rowsOf(head).toSorted((a, b) => rankOf(a) - rankOf(b));
  if (base === null) return now.map(({ row }) => row);
  const old = new Map(rowsOf(base).map((drawn) => [drawn.row.agent, drawn]));
  const rows = now.map((drawn) => compare(drawn, old.get(drawn.row.agent), head.semantics));
  for (const { row } of now) old.delete(row.agent);
  return [...rows, ...[...old.values()].map(({ row }): MatrixRow => ({ ...row, status: 'removed' }))];
}

/** Below the root, only what that folder itself defines or says something about. */
export function isShown(setUp: SetUp, agent: Agent): boolean {
  const known = SHOWN.get(setUp) ?? new Set(setUp.own);
  SHOWN.set(setUp, known);
  return known.has(agent);
}

const SHOWN = new WeakMap<SetUp, ReadonlySet<Agent>>();

/** The name of an agent in the matrix, which tells it from one of the same name in another folder. */
export function displayName(setUp: SetUp, agent: Agent): string {
  return setUp.folder === '' ? agent.name : `${setUp.folder}: ${agent.name}`;
}

/** One word for what an agent may do under a key. */
export function cellOf({ rules }: Pick<Agent, 'rules'>, key: string, semantics: Semantics): MatrixCell {
  return summarise(
    rules.filter((rule) => !isHousekeeping(rule)),
    key,
    semantics,
  );
}

/** OpenCode lets every agent into its own folders; a cell that says so would hide what matters. */
export function isOwnFolder({ origin, permission, pattern }: PermissionRule): boolean {
  return origin === null && pattern !== '*' && (permission === 'external_directory' || permission === 'edit');
}

type Drawn = {
  readonly row: MatrixRow;
  readonly rules: readonly PermissionRule[];
  readonly isBuiltIn: boolean;
};

function rowsOf(project: Project): readonly Drawn[] {
  return project.setUps.flatMap((setUp) => {
    const servers = serverPrefixes(setUp.config).slice(0, MAX_SERVERS);
    return changedAgents(setUp, project.semantics).map((agent) =>
      draw(setUp, agent, servers, project.semantics),
    );
  });
}

function draw(setUp: SetUp, agent: Agent, servers: readonly string[], semantics: Semantics): Drawn {
  const rules = agent.rules.filter((rule) => !isHousekeeping(rule));
  const untouched = agent.definedAt === null && agent.rules.every((rule) => rule.origin === null);
  const row: MatrixRow = {
    agent: displayName(setUp, agent),
    origin: originOf(agent),
    cells: Object.fromEntries([
      ...MATRIX_KEYS.map((key): [string, MatrixCell] => [key, summarise(rules, key, semantics)]),
      ...servers.map((prefix): [string, MatrixCell] => [
        `${prefix}*`,
        cellOfServer(rules, prefix, semantics),
      ]),
    ]),
    ...(untouched ? { untouched } : {}),
  };
  return { row, rules, isBuiltIn: agent.isBuiltIn };
}

/** A rule for one tool of the server makes a difference only when it says something else. */
function cellOfServer(rules: readonly PermissionRule[], prefix: string, semantics: Semantics): MatrixCell {
  const general = summarise(rules, unlistedTool(prefix), semantics);
  const single = rules.filter((rule) => rule.permission.startsWith(prefix)).map((rule) => rule.permission);
  return [...new Set(single)].every((key) => summarise(rules, key, semantics) === general)
    ? general
    : 'pattern';
}

/** The repository's own agents, then built-in ones that it changes, then the rest. */
function rankOf({ row, isBuiltIn }: Drawn): number {
  if (row.untouched === true) return 2;
  return isBuiltIn ? 1 : 0;
}

function compare(now: Drawn, old: Drawn | undefined, semantics: Semantics): MatrixRow {
  if (old === undefined) return { ...now.row, status: 'added' };
  const changed = Object.keys(now.row.cells).filter((key) => hasChanged(now, old, key, semantics));
  if (changed.length === 0) return { ...now.row, status: 'same' };
  const before = changed.flatMap((key): [string, MatrixCell][] => {
    const cell = cellAt(old.row, key);
    return cell === undefined ? [] : [[key, cell]];
  });
  return { ...now.row, status: 'changed', changed, before: Object.fromEntries(before) };
}

function hasChanged(now: Drawn, old: Drawn, key: string, semantics: Semantics): boolean {
  const cell = cellAt(now.row, key);
  if (cell !== cellAt(old.row, key)) return true;
  return (
    cell === 'pattern' && patternsOf(now.rules, key, semantics) !== patternsOf(old.rules, key, semantics)
  );
}

/** The rules for a key from the last one that is for everything: what stands before it decides nothing. */
function patternsOf(rules: readonly PermissionRule[], key: string, semantics: Semantics): string {
  const test = matcherOf(semantics);
  const prefix = key.endsWith('_*') ? key.slice(0, -1) : null;
  const asked = prefix === null ? key : unlistedTool(prefix);
  const own = inOrder(rules, semantics).filter(({ permission }) => {
    return test(permission, asked) || (prefix !== null && permission.startsWith(prefix));
  });
  const whole = own.findLastIndex(
    ({ permission, pattern }) => matchesAll(pattern) && test(permission, asked),
  );
  return JSON.stringify(
    own.slice(Math.max(0, whole)).map(({ permission, pattern, action }) => {
      return prefix === null ? [pattern, action] : [permission, pattern, action];
    }),
  );
}

function cellAt({ cells }: MatrixRow, key: string): MatrixCell | undefined {
  return Object.hasOwn(cells, key) ? cells[key] : undefined;
}

function isHousekeeping(rule: PermissionRule): boolean {
  return isOwnFolder(rule) && rule.permission === 'external_directory';
}
