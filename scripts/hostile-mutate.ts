// `npm run hostile:mutate -- [--area AREA] [--only TEXT] [--markdown]`: takes each defence away in turn, in a copy of
// the project, and carries out the attacks that it is there to stop. Exits 0 only when one of them succeeds each time,
// or when it is written down why none can.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MUTANTS } from '../test/hostile/mutation/mutants.ts';
import { isAsExpected, renderMutants, renderTrial } from '../test/hostile/mutation/page.ts';
import { runMutant, type Trial } from '../test/hostile/mutation/run-mutant.ts';

const { values } = parseArgs({
  options: {
    area: { type: 'string' },
    only: { type: 'string' },
    markdown: { type: 'boolean', default: false },
  },
});

/** Until it is lowered by proof. */
process.exitCode = 1;
const chosen = MUTANTS.filter(
  ({ name, area }) =>
    (values.area === undefined || area === values.area) &&
    (values.only === undefined || name.includes(values.only)),
);
const waiting = [...chosen];
const trials: Trial[] = [];
const work = async () => {
  for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
    const trial = await runMutant(mutant);
    trials.push(trial);
    console.log(renderTrial(trial));
  }
};
await Promise.all([work(), work()]);
const inOrder = chosen.flatMap((mutant) => trials.filter((trial) => trial.mutant === mutant));
const bad = inOrder.filter((trial) => !isAsExpected(trial));
const killed = inOrder.filter((trial) => isAsExpected(trial) && trial.fate !== 'survived').length;
const explained = inOrder.length - killed - bad.length;
console.log(
  `\n${inOrder.length} defences taken away: ${killed} noticed by an attack or the proof, ${explained} explained, ${bad.length} not.`,
);
if (values.markdown && chosen.length === MUTANTS.length)
  writeFileSync(join(import.meta.dirname, '..', 'docs', 'mutants.md'), renderMutants(inOrder));
if (bad.length === 0 && inOrder.length > 0) process.exitCode = 0;
