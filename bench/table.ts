/** One row of the result: what was measured, ours, what it is compared with, the ratio and its goal. */
export type Row = {
  readonly what: string;
  readonly ours: string;
  readonly beside: string;
  readonly ratio: string;
  readonly goal: string;
};

export function renderTable(rows: readonly Row[]): string {
  const head: Row = { what: 'what', ours: 'ours', beside: 'beside it', ratio: 'ratio', goal: 'goal' };
  const cells = [head, ...rows].map((row) => [row.what, row.ours, row.beside, row.ratio, row.goal]);
  const widths = [0, 1, 2, 3, 4].map((column) =>
    Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(cells[0] ?? []), rule, ...cells.slice(1).map(line)].join('\n');
}

/** A row for what could not be measured, with the reason in place of numbers. */
export function notMeasured(what: string, why: string): Row {
  return { what, ours: `not measured: ${why}`, beside: '', ratio: '', goal: '' };
}

export function ms(value: number): string {
  return value < 10 ? `${value.toFixed(2)} ms` : `${Math.round(value)} ms`;
}

export function mib(kib: number): string {
  return `${(kib / 1024).toFixed(0)} MiB`;
}

export function ratioOf(ours: number, beside: number): string {
  return `${(ours / beside).toFixed(2)}×`;
}
