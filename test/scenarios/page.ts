import { FAMILIES, type Run, type Scenario } from './scenario.ts';

export type Row = { readonly scenario: Scenario; readonly run: Run; readonly problems: readonly string[] };

export function renderRow({ scenario, run, problems }: Row): string {
  const words = [
    scenario.family.padEnd(22),
    scenario.title.slice(0, 76).padEnd(76),
    (run.step.outputs['verdict'] ?? 'none').padEnd(12),
    String(run.step.exitCode ?? run.step.signal).padStart(2),
    String(run.github.requests.length).padStart(3),
    `${Math.round(run.step.ms)} ms`,
  ];
  return [words.join('  '), ...problems.map((problem) => `    <<< ${problem}`)].join('\n');
}

/** docs/scenarios.md. */
export function renderPage(rows: readonly Row[]): string {
  const count = (verdict: string) => rows.filter(({ run }) => run.step.outputs['verdict'] === verdict).length;
  const seconds = Math.round(rows.reduce((sum, { run }) => sum + run.step.ms, 0) / 1000);
  const head = `# Scenarios

Whole runs of the Action, main and post: an emulator of GitHub's runner, a GitHub with a memory behind its published
description, git's own server, the real sandbox, the real OpenCode, and a scripted model (no model). \`npm run scenarios --
--markdown\` writes this page.

${rows.length} scenarios: ${count('pass')} pass, ${count('block')} block, ${count('inconclusive')} inconclusive. None is green in which a review was asked for and not
completed. ${seconds} s of runs.

Annotations are those that the runner keeps: errors, warnings, notices.
`;
  return [head, ...FAMILIES.map((family) => renderFamily(family, rows))].join('\n');
}

function renderFamily(family: string, rows: readonly Row[]): string {
  const own = rows.filter(({ scenario }) => scenario.family === family);
  const table = [
    '| Scenario | Token | Verdict | Exit | Reasons | Requests | Annotations |',
    '| --- | --- | --- | ---: | --- | --- | --- |',
    ...own.map(renderCells),
  ];
  return [`## ${family}`, '', ...table, ''].join('\n');
}

function renderCells({ scenario, run }: Row): string {
  const { step, github, codes, writes } = run;
  const token = Object.entries(scenario.permissions ?? { contents: 'read' }).map(
    ([name, level]) => `${name}: ${level}`,
  );
  const levels = ['error', 'warning', 'notice'].map(
    (level) => step.annotations.filter((annotation) => annotation.level === level).length,
  );
  const reads = github.requests.filter(({ method }) => method === 'GET').length;
  const refused = github.requests.length - reads - writes.length;
  const asked = [
    ...(reads > 0 ? [`${reads} GET`] : []),
    ...writes,
    ...(refused > 0 ? [`${refused} refused or failed`] : []),
  ];
  const cells = [
    scenario.title,
    token.join(', '),
    step.outputs['verdict'] ?? 'none',
    String(step.exitCode ?? step.signal),
    codes.map((code) => `\`${code}\``).join(', '),
    asked.join(', ') || 'none',
    levels.join(' / '),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
