import { LANES } from './case.ts';
import { isGood, msOf, type Row, wordOf } from './row.ts';

const INTRODUCTION = `# The hostile corpus

Attacks on the gate, each carried out for real: once with the defence off, where it must succeed (or the test would
prove nothing), and once with it on, where it must get nothing. The attack is the same code in both runs. \`npm run
hostile\` runs them; \`npm run hostile -- --markdown\` also writes this page.

Lanes: \`unprivileged\` and \`userns\` run as an ordinary user, \`root\` as root.
`;

/** docs/hostile.md. One line for each case; the milliseconds are those of all its runs together. */
export function renderPage(rows: readonly Row[], missing: readonly number[]): string {
  const byNumber = Map.groupBy(rows, ({ hostile }) => hostile.number);
  const lines = [...byNumber.values()].map(renderCase);
  const head = [
    '| No. | Attack | Lanes | Defence off | Defence on | ms |',
    '| ---: | --- | --- | --- | --- | ---: |',
  ];
  const beyond = rows.filter(({ hostile }) => !('attack' in hostile));
  return [
    `${INTRODUCTION}\n${totals(rows, missing)}\n`,
    ...head,
    ...lines,
    ...(beyond.length === 0 ? [] : ['', '## Not here', '', ...beyond.map(renderBeyond)]),
    '',
  ].join('\n');
}

export function totals(rows: readonly Row[], missing: readonly number[]): string {
  const run = rows.filter(({ lane }) => lane !== null);
  const good = run.filter(isGood).length;
  const seconds = Math.round(run.reduce((sum, row) => sum + msOf(row), 0) / 1000);
  const cases = new Set(run.map(({ hostile }) => hostile.number)).size;
  const not = rows.length - run.length;
  return [
    `${cases} cases in ${run.length} runs: ${good} exploited with the defence off and held with it on, ${run.length - good} not.`,
    `${not} cannot run here. ${missing.length} are not written yet. ${seconds} s of runs.`,
  ].join('\n');
}

function renderCase(rows: readonly Row[]): string {
  const [first] = rows;
  if (first === undefined) return '';
  const { number, title } = first.hostile;
  const lanes = LANES.filter((lane) => rows.some((row) => row.lane === lane));
  const words = (side: 'off' | 'on') => [...new Set(rows.map((row) => wordOf(row[side])))].join(', ');
  const ms = rows.reduce((sum, row) => sum + msOf(row), 0);
  const cells = [number, cell(title), lanes.join(', ') || '–', words('off'), words('on'), ms || '–'];
  return `| ${cells.join(' | ')} |`;
}

function renderBeyond({ hostile }: Row): string {
  if ('attack' in hostile) return '';
  return `- **${hostile.number}**, ${cell(hostile.title)}: ${cell(hostile.reason)} Nearest: \`${hostile.nearest}\`.`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').trim();
}
