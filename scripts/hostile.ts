// The hostile corpus: `npm run hostile -- [--case N[-M][,…]] [--lane LANE] [--verbose] [--markdown]
// [--opencode VERSION] [--only-on]`. Exits 0 only when every case is exploited with the defence off and held with it on, and
// nothing of the catalogue is missing.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { LANES, type Lane } from '../test/hostile/case.ts';
import { type Entry, NUMBERS, readCatalogue } from '../test/hostile/catalogue.ts';
import { PINNED } from '../test/hostile/kit/bundles.ts';
import { isRoot } from '../test/hostile/lane.ts';
import { installOpencode } from '../test/hostile/other-opencode.ts';
import { renderPage, totals } from '../test/hostile/page.ts';
import { explain, isGood, type Row, renderRow } from '../test/hostile/row.ts';
import { runCases } from '../test/hostile/runner.ts';

const { values } = parseArgs({
  options: {
    case: { type: 'string', multiple: true },
    lane: { type: 'string', multiple: true },
    opencode: { type: 'string' },
    markdown: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    'only-on': { type: 'boolean', default: false },
  },
});

/** Until it is lowered by proof. */
process.exitCode = 1;
const wanted = numbersOf(values.case ?? []);
const lanes = lanesOf(values.lane ?? []);
const { entries, missing } = await readCatalogue(wanted);
const other = values.opencode === undefined ? null : installOpencode(values.opencode);
try {
  const chosen = other === null ? entries : entries.filter(concernsOpencode);
  const opencode = other ?? PINNED;
  console.log(`OpenCode ${opencode.version}; lanes: ${lanes.join(', ')}`);
  const rows = await runCases(chosen, {
    lanes,
    opencode,
    onlyOn: values['only-on'],
    onRow: print,
    onAgain: printAgain,
  });
  finish(rows, other === null ? missing : []);
} finally {
  other?.remove();
}

function finish(rows: readonly Row[], missing: readonly number[]): void {
  const bad = rows.filter((row) => !isGood(row));
  console.log(`\n${totals(rows, missing)}`);
  if (missing.length > 0) console.log(`Not written yet: ${missing.join(', ')}`);
  for (const row of bad) console.log(`\n${renderRow(row)}\n${explain(row)}`);
  if (values.markdown && wanted.length === NUMBERS.length && other === null)
    writeFileSync(join(import.meta.dirname, '..', 'docs', 'hostile.md'), renderPage(rows, missing));
  if (bad.length === 0 && rows.length > 0 && missing.length === 0) process.exitCode = 0;
}

function print(row: Row): void {
  console.log(renderRow(row));
  if (values.verbose) console.log(explain(row));
}

/** A second try that nobody sees would hide what the first one said. */
function printAgain(row: Row): void {
  console.log(`Once more, because it could not be carried out: ${renderRow(row)}\n${explain(row)}`);
}

function concernsOpencode({ hostile }: Entry): boolean {
  return 'attack' in hostile && hostile.opencode === true;
}

/** All lanes that this process can run, unless it is told which; one that it cannot run is then a failure. */
function lanesOf(names: readonly string[]): readonly Lane[] {
  if (names.length === 0) return isRoot() ? LANES : LANES.filter((lane) => lane !== 'root');
  const found = LANES.filter((lane) => names.includes(lane));
  if (found.length === names.length) return found;
  throw new Error(`The lanes are ${LANES.join(', ')}.`);
}

function numbersOf(texts: readonly string[]): readonly number[] {
  if (texts.length === 0) return NUMBERS;
  const ranges = texts.flatMap((text) => text.split(',')).map((text) => text.split('-').map(Number));
  return NUMBERS.filter((number) =>
    ranges.some(([first = 0, last = first]) => number >= first && number <= last),
  );
}
