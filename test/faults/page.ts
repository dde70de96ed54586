import { AREAS, type Area, type Fault } from './fault.ts';

/** A row of the page: the fault, and the message that its run really ended with. */
export type PageRow = { readonly fault: Fault; readonly message: string };

const INTRODUCTION = `# Faults

What the gate makes of everything that can go wrong. Each row is a run of the command line's bundle as a process of
its own, on a real git repository, with a scripted model (no model) on loopback and the real sandbox; OpenCode is the
real one, except where the fault is OpenCode itself. Each run also shows that no process of it survives, that nothing
of it stays among the temporary files, that the model's key appears nowhere and that the trail ends with the verdict.

\`npm test\` runs the table; \`node scripts/faults-table.ts\` runs it and writes this page. A dash stands for a run that
cannot print a verdict: wrong use, or nowhere to print it to. The reasons are explained in [errors.md](errors.md).
`;

const HEADINGS: Readonly<Record<Area, string>> = {
  OpenCode: 'OpenCode is missing, is another one, or misbehaves',
  Model: 'The model fails',
  Report: 'The report is wrong',
  Anchoring: 'A finding cannot be proven: it is counted, and shown on no line that it does not quote',
  Machine: 'The machine fails: processes, sandbox, disks, repository',
  Ending: 'The run is ended from outside',
  Use: 'The use is wrong',
  Control: 'Nothing is wrong, or not enough of it: these pass',
};

/** docs/faults.md. */
export function renderPage(rows: readonly PageRow[]): string {
  const sections = AREAS.map((area) => {
    const own = rows.filter(({ fault }) => fault.area === area);
    return `\n## ${HEADINGS[area]}\n\n${[...HEAD, ...own.map(renderRow)].join('\n')}\n`;
  });
  return `${INTRODUCTION}${sections.join('')}`;
}

const HEAD = ['| Fault | Verdict | Exit code | Reason | Message |', '| --- | --- | --- | --- | --- |'];

function renderRow({ fault, message }: PageRow): string {
  return `${renderFault(fault)} ${cell(message)} |`;
}

/** The cells that the table of the tests decides; the message is what a run said. */
export function renderFault({ title, expected }: Fault): string {
  const codes = [expected.code, ...(expected.also ?? [])].filter((code) => code !== null);
  const cells = [
    title,
    expected.verdict ?? '–',
    String(expected.exit),
    codes.map((code) => `\`${code}\``).join(', '),
  ];
  return `| ${cells.map(cell).join(' | ')} |`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').trim();
}
