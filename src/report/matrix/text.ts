import type { MatrixCell, MatrixRow } from '../../verdict/verdict.ts';
import { visibleName } from '../escape/visible.ts';
import { type Paint, padded, shortened, widthOf, wrapped } from '../terminal.ts';
import { cellAt, type FoldedMatrix, foldMatrix, type MatrixGroup, wasBefore } from './fold.ts';
import { changesIn } from './section.ts';

const LABELS: Readonly<Record<string, string>> = {
  external_directory: 'outside',
  todowrite: 'todo',
  question: 'quest.',
  webfetch: 'fetch',
  websearch: 'search',
  doom_loop: 'loop',
};
const MARKS = { added: '+', removed: '-', changed: '~', same: ' ' } as const;
/** What every shared agent may do; what is allowed beyond it stands out. */
const READING: ReadonlySet<string> = new Set([
  'read',
  'glob',
  'grep',
  'list',
  'lsp',
  'skill',
  'todowrite',
  'question',
]);
const NAME = 28;
const KEY = 18;

/** A table of the agents and their permissions that fits into `columns`: too wide for one, it becomes several. */
export function renderMatrix(matrix: readonly MatrixRow[], columns: number, paint: Paint): readonly string[] {
  if (matrix.length === 0) return [];
  const folded = foldMatrix(matrix);
  const names = folded.groups.map((group) => nameOf(group));
  const nameWidth = Math.max(5, ...names.map(widthOf));
  const tables = chunk(folded, columns - nameWidth - 4);
  const rows = tables.flatMap((keys, index) => [
    ...(index === 0 ? [] : ['']),
    paint(
      'dim',
      `    ${padded('agent', nameWidth)}${keys.map((key) => `  ${header(key, folded)}`).join('')}`.trimEnd(),
    ),
    ...folded.groups.map((group, at) => line(group, names[at] ?? '', { keys, nameWidth, folded, paint })),
  ]);
  const changes = changesIn(matrix);
  return [
    paint('bold', `What the agents may do${changes === '' ? '' : ` (${changes})`}`),
    ...(folded.groups.length === 0 ? [] : rows),
    ...notes(folded).flatMap((note) => wrapped(note, columns, '  ').map((text) => paint('dim', text))),
    '',
  ];
}

type Layout = {
  readonly keys: readonly string[];
  readonly nameWidth: number;
  readonly folded: FoldedMatrix;
  readonly paint: Paint;
};

function line({ row }: MatrixGroup, name: string, { keys, nameWidth, folded, paint }: Layout): string {
  const status = row.status ?? 'same';
  const mark = paint(status === 'same' ? 'dim' : 'yellow', MARKS[status]);
  const cells = keys.map((key, index) => {
    const text = cellText(row, key);
    const isLast = index === keys.length - 1;
    return `  ${paintCell(isLast ? text : padded(text, columnWidth(key, folded)), row, key, paint)}`;
  });
  return `  ${mark} ${paint('bold', padded(name, nameWidth))}${cells.join('')}`;
}

/** What was and what is, where the change made a difference; the same word twice would look like none. */
function cellText(row: MatrixRow, key: string): string {
  const cell = cellAt(row.cells, key);
  const before = wasBefore(row, key);
  if (before === null) return word(cell);
  return before === cell ? `${word(cell)}*` : `${before === 'none' ? '-' : word(before)}→${word(cell)}`;
}

function word(cell: MatrixCell | undefined): string {
  return cell ?? '-';
}

function paintCell(text: string, row: MatrixRow, key: string, paint: Paint): string {
  if (wasBefore(row, key) !== null) return paint('yellow', text);
  const cell = cellAt(row.cells, key);
  if (cell === 'allow') return READING.has(key) ? text : paint('red', text);
  if (cell === 'deny') return paint('green', text);
  return cell === undefined ? paint('dim', text) : text;
}

function nameOf({ row, others }: MatrixGroup): string {
  const more = others.length === 0 ? '' : ` +${others.length}`;
  return `${shortened(visibleName(row.agent), NAME - more.length)}${more}`;
}

function header(key: string, folded: FoldedMatrix): string {
  return padded(labelOf(key), columnWidth(key, folded));
}

function labelOf(key: string): string {
  const label = (Object.hasOwn(LABELS, key) ? LABELS[key] : undefined) ?? visibleName(key);
  return shortened(label, KEY);
}

function columnWidth(key: string, { groups }: FoldedMatrix): number {
  return Math.max(widthOf(labelOf(key)), ...groups.map(({ row }) => cellText(row, key).length));
}

/** The keys of each table, so that no line is wider than the room for cells. */
function chunk(folded: FoldedMatrix, room: number): readonly (readonly string[])[] {
  const tables: string[][] = [[]];
  let left = room;
  for (const key of folded.keys) {
    const width = 2 + columnWidth(key, folded);
    if (width > left && (tables.at(-1)?.length ?? 0) > 0) {
      tables.push([]);
      left = room;
    }
    tables.at(-1)?.push(key);
    left -= width;
  }
  return tables;
}

function notes({ groups, keys, same, untouched }: FoldedMatrix): readonly string[] {
  const cells = groups.flatMap(({ row }) => keys.map((key) => cellText(row, key)));
  const list = same.map(({ key, cell, except }) => {
    const but = except === null ? '' : ` (${shortened(visibleName(except.agent), NAME)}: ${except.cell})`;
    return `${visibleName(key)} ${cell}${but}`;
  });
  const labels = keys.filter((key) => Object.hasOwn(LABELS, key)).map((key) => `${LABELS[key]}: ${key}`);
  return [
    list.length === 0 ? '' : `all of them: ${list.join(', ')}`,
    untouched.length === 0 ? '' : `as OpenCode has them: ${untouched.map(visibleName).join(', ')}`,
    labels.length === 0 ? '' : labels.join(', '),
    groups.some(({ others }) => others.length > 0) ? '+N: so many more agents may do the same' : '',
    cells.some((text) => text.includes('pattern'))
      ? 'pattern: depends on what is asked for; "explain AGENT" shows how'
      : '',
    cells.some((text) => text.endsWith('*')) ? '*: other patterns than at the base' : '',
  ].filter((note) => note !== '');
}
