import type { MatrixRow, Outcome } from '../../verdict/verdict.ts';
import { cut } from '../cut.ts';
import { markdownCellCode, markdownCode } from '../escape/markdown.ts';
import { counted } from '../place.ts';
import type { Section } from '../summary/fit.ts';
import { cellAt, type FoldedMatrix, foldMatrix, type MatrixGroup, wasBefore } from './fold.ts';

/** More columns than this are folded away; the JSON report has them. */
const COLUMNS = 24;

/** What each agent of the repository may do, and what the change makes of it: a section of the job summary. */
export function matrixSection({ audit: { matrix } }: Outcome): Section {
  if (matrix.length === 0) return { head: '', rows: [] };
  const folded = foldMatrix(matrix);
  const keys = folded.keys.slice(0, COLUMNS);
  const table = [
    `| agent | defined in | ${keys.map((key) => markdownCellCode(key)).join(' | ')} |`,
    `|---|---|${keys.map(() => '---|').join('')}`,
  ];
  const head = [
    '### What the agents may do\n',
    sentences(folded, matrix, folded.keys.length - keys.length).join('\n\n'),
    ...(folded.groups.length === 0 ? [] : ['', ...table]),
  ].join('\n');
  return { head, rows: folded.groups.map((group) => renderRow(group, keys)) };
}

const LEGEND =
  'Effective permissions at the head; `pattern` depends on what is asked for. In a run without a person `ask` means deny.';

function sentences(folded: FoldedMatrix, matrix: readonly MatrixRow[], hidden: number): readonly string[] {
  const { same, untouched } = folded;
  const changes = changesIn(matrix);
  const list = same.map(describeSame).join(', ');
  return [
    `${LEGEND}${hidden > 0 ? ` ${counted(hidden, 'more key')} in the JSON report.` : ''}`,
    changes === ''
      ? ''
      : `Against the base: **${changes}**. A changed cell shows what it was and what it is.`,
    list === '' ? '' : `The same for all of these agents: ${list}.`,
    untouched.length === 0 ? '' : `As OpenCode has them: ${untouched.map(markdownCode).join(', ')}.`,
  ].filter((line) => line !== '');
}

function describeSame({ key, cell, except }: FoldedMatrix['same'][number]): string {
  const but = except === null ? '' : ` (${markdownCode(except.agent)}: ${except.cell})`;
  return `${markdownCode(key)} ${cell}${but}`;
}

/** `2 agents added, 1 agent changed`; empty without a base, `no agent changed` when nothing has. */
export function changesIn(matrix: readonly MatrixRow[]): string {
  if (matrix.every(({ status }) => status === undefined)) return '';
  const parts = (['added', 'changed', 'removed'] as const).flatMap((status) => {
    const count = matrix.filter((row) => row.status === status).length;
    return count === 0 ? [] : [`${counted(count, 'agent')} ${status}`];
  });
  return parts.length === 0 ? 'no agent changed' : parts.join(', ');
}

function renderRow({ row, others }: MatrixGroup, keys: readonly string[]): string {
  const status = row.status === undefined || row.status === 'same' ? '' : ` (${row.status})`;
  const more = others.length === 0 ? '' : ` and ${counted(others.length, 'agent')} alike`;
  const marks = keys.map((key) => renderCell(row, key));
  const origin = others.length === 0 ? markdownCellCode(cut(row.origin, 120)) : '';
  return `| ${[`${markdownCellCode(row.agent)}${more}${status}`, origin, ...marks].join(' | ')} |`;
}

function renderCell(row: MatrixRow, key: string): string {
  const cell = emphasise(cellAt(row.cells, key));
  const before = wasBefore(row, key);
  if (before === null) return cell;
  if (before === cellAt(row.cells, key)) return `${cell} (other patterns)`;
  return `${before === 'none' ? '–' : before} → ${cell}`;
}

function emphasise(cell: string | undefined): string {
  return cell === 'allow' ? '**allow**' : (cell ?? '–');
}
