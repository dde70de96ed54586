import type { MatrixCell, MatrixRow } from '../../verdict/verdict.ts';

/** Rows that read the same, under the first of them. */
export type MatrixGroup = { readonly row: MatrixRow; readonly others: readonly string[] };

/** The matrix as people can take it in. */
export type FoldedMatrix = {
  readonly groups: readonly MatrixGroup[];
  readonly keys: readonly string[];
  /** Keys that say the same of all agents, but for one that may do less; no change has touched them. */
  readonly same: readonly SameKey[];
  /** Built-in agents that nothing in the repository changes. */
  readonly untouched: readonly string[];
};

export type SameKey = {
  readonly key: string;
  readonly cell: MatrixCell;
  readonly except: { readonly agent: string; readonly cell: MatrixCell } | null;
};

/** Fewer agents than this are all shown by name. */
const MANY = 16;
const FEW_KEYS = 6;

/** Leaves out what says nothing: agents that nobody touched, columns without a difference, rows that repeat. */
export function foldMatrix(matrix: readonly MatrixRow[]): FoldedMatrix {
  const touched = matrix.filter((row) => row.untouched !== true || isDifferent(row));
  const shown = touched.toSorted((a, b) => Number(isDifferent(b)) - Number(isDifferent(a)));
  const untouched = matrix.filter((row) => !shown.includes(row)).map((row) => row.agent);
  const groups = shown.length < MANY ? shown.map((row) => ({ row, others: [] })) : groupAlike(shown);
  const keys = [...new Set(shown.flatMap(({ cells }) => Object.keys(cells)))].toSorted(byWeight);
  const rows = groups.map(({ row }) => row);
  const same = rows.length < 2 || keys.length <= FEW_KEYS ? [] : keys.flatMap((key) => sameCell(rows, key));
  const folded = new Set(same.map(({ key }) => key));
  return {
    groups,
    keys: keys.filter((key) => !folded.has(key)),
    same,
    untouched,
  };
}

function isDifferent({ status }: MatrixRow): boolean {
  return status !== undefined && status !== 'same';
}

/** What a key's cell was before, when the change has made something else of it. */
export function wasBefore(row: MatrixRow, key: string): MatrixCell | 'none' | null {
  if (row.changed === undefined || !row.changed.includes(key)) return null;
  return cellAt(row.before ?? {}, key) ?? 'none';
}

export function cellAt(cells: MatrixRow['cells'], key: string): MatrixCell | undefined {
  return Object.hasOwn(cells, key) ? cells[key] : undefined;
}

/** What an agent can do harm with comes first, then the tools of servers, then all the rest. */
const HEAVY = ['bash', 'edit', 'external_directory', 'webfetch', 'websearch', 'task', 'read'];

function byWeight(a: string, b: string): number {
  return weightOf(a) - weightOf(b);
}

function weightOf(key: string): number {
  const at = HEAVY.indexOf(key);
  if (at >= 0) return at;
  return HEAVY.length + (key.endsWith('_*') ? 0 : 1);
}

const MANY_ROWS = 4;

function sameCell(rows: readonly MatrixRow[], key: string): readonly SameKey[] {
  if (rows.some((row) => wasBefore(row, key) !== null)) return [];
  const cells = rows.map((row) => ({ agent: row.agent, cell: cellAt(row.cells, key) }));
  const cell = commonOf(cells.map((one) => one.cell));
  if (cell === undefined || cell === 'pattern') return [];
  const others = cells.filter((one) => one.cell !== cell);
  const [first] = others;
  if (first === undefined) return [{ key, cell, except: null }];
  if (others.length > 1 || rows.length < MANY_ROWS || first.cell !== 'deny') return [];
  return [{ key, cell, except: { agent: first.agent, cell: first.cell } }];
}

/** What all but one of them are, if anything is. */
function commonOf([one, two, three]: readonly (MatrixCell | undefined)[]): MatrixCell | undefined {
  return one === two ? one : three;
}

function groupAlike(rows: readonly MatrixRow[]): readonly MatrixGroup[] {
  const groups = new Map<string, { readonly row: MatrixRow; readonly others: string[] }>();
  for (const row of rows) {
    // What the change is about is never folded away.
    const look = isDifferent(row) ? `= ${row.agent}` : JSON.stringify(row.cells);
    const group = groups.get(look);
    if (group === undefined) groups.set(look, { row, others: [] });
    else group.others.push(row.agent);
  }
  return [...groups.values()];
}
