// `npm run scenarios -- [--only TEXT] [--family TEXT] [--quick] [--markdown]`: whole runs of the Action before an emulated GitHub.
// Exits 0 only when each of them came to what it has to come to.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { problemsOf } from '../test/scenarios/check-scenario.ts';
import { type Row, renderPage, renderRow } from '../test/scenarios/page.ts';
import { runScenario } from '../test/scenarios/run-scenario.ts';
import { SCENARIOS } from '../test/scenarios/table.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    family: { type: 'string', default: '' },
    quick: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
  },
});

/** Until it is lowered by proof. */
process.exitCode = 1;
/** Every other one is enough to see that all parts still fit; without the flag all of them run. */
const chosen = SCENARIOS.filter(
  ({ title, family }, at) =>
    title.includes(values.only) && family.includes(values.family) && !(values.quick && at % 2 === 1),
);
const waiting = [...chosen];
const rows: Row[] = [];
const work = async () => {
  for (let scenario = waiting.shift(); scenario !== undefined; scenario = waiting.shift()) {
    const cleaning: (() => unknown)[] = [];
    try {
      const run = await runScenario({ after: (clean) => void cleaning.push(clean) }, scenario);
      const row = { scenario, run, problems: problemsOf(scenario, run) };
      rows.push(row);
      console.log(renderRow(row));
    } finally {
      for (const clean of cleaning.toReversed()) await clean();
    }
  }
};
await Promise.all([work(), work()]);
const bad = rows.filter(({ problems }) => problems.length > 0);
console.log(`\n${rows.length} scenarios, ${bad.length} of them otherwise than they have to be.`);
const inOrder = chosen.flatMap((scenario) => rows.filter((row) => row.scenario === scenario));
if (values.markdown && chosen.length === SCENARIOS.length)
  writeFileSync(join(import.meta.dirname, '..', 'docs', 'scenarios.md'), renderPage(inOrder));
process.exitCode = bad.length === 0 && rows.length > 0 ? 0 : 1;
