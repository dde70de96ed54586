import { AREAS } from './mutant.ts';
import type { Trial } from './run-mutant.ts';

/** An attack noticed, or it is written down why none can; a reason that turned out wrong is none. */
export function isAsExpected({ mutant, fate }: Trial): boolean {
  const isNoticed = fate === 'killed' || fate === 'refused';
  return mutant.survives === undefined ? isNoticed : fate === 'survived';
}

export function renderTrial(trial: Trial): string {
  const { mutant, fate, by, ms } = trial;
  const words = [mutant.area.padEnd(8), mutant.name.slice(0, 76).padEnd(76), fate.padEnd(8), by, `${ms} ms`];
  return `${words.join('  ')}${isAsExpected(trial) ? '' : '  <<<'}`;
}

/** docs/mutants.md. */
export function renderMutants(trials: readonly Trial[]): string {
  const killed = trials.filter(({ fate }) => fate === 'killed').length;
  const refused = trials.filter(({ fate }) => fate === 'refused').length;
  const seconds = Math.round(trials.reduce((sum, { ms }) => sum + ms, 0) / 1000);
  const head = `# Defences taken away

Each line is a copy of the project without one of its defences: an option of the sandbox, a rule of the broker, a rule of
the view, a step of an encoder, a rule of what GitHub gets and of what is believed there. Attacks of the
[hostile corpus](hostile.md) run against the copy until one of them succeeds. The proof of the sandbox, which comes before
each review, notices too: then there would be no review. Where none can, because something else stands in the way, the
line says what. \`npm run hostile:mutate --
--markdown\` writes this page.

${trials.length} defences: ${killed} noticed by an attack, ${refused} by the proof, ${trials.length - killed - refused} covered by another defence. ${seconds} s of runs.
`;
  return [head, ...AREAS.map((area) => renderArea(area, trials))].join('\n');
}

function renderArea(area: string, trials: readonly Trial[]): string {
  const rows = trials.filter(({ mutant }) => mutant.area === area).map(renderRow);
  return [
    `## ${area[0]?.toUpperCase()}${area.slice(1)}`,
    '',
    '| Without it | Noticed by |',
    '| --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function renderRow({ mutant, fate, by }: Trial): string {
  const noticed = { killed: `case ${by}`, refused: `the proof: ${by}` };
  const how = fate === 'killed' || fate === 'refused' ? noticed[fate] : (mutant.survives ?? fate);
  return `| ${cell(mutant.name)} | ${cell(how)} |`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');
}
