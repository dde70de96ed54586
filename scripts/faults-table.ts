// Runs every fault of test/faults once and writes docs/faults.md with the messages that the runs ended with. Takes
// some minutes; writes nothing when a row does not come to what the table says.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkFault, messageOf } from '../test/faults/check-fault.ts';
import { type PageRow, renderPage } from '../test/faults/page.ts';
import { makeSample } from '../test/faults/place.ts';
import { runFault } from '../test/faults/run-fault.ts';
import { FAULTS } from '../test/faults/table.ts';

const cleaning: (() => void)[] = [];
const sample = makeSample({ after: (clean) => cleaning.push(clean) });
const rows: (PageRow | undefined)[] = FAULTS.map(() => undefined);
const waiting = FAULTS.map((fault, index) => ({ fault, index }));

async function work(): Promise<void> {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { fault, index } = next;
    const ended = await runFault(fault, sample);
    try {
      checkFault(ended, fault.expected);
      rows[index] = { fault, message: messageOf(ended) };
    } catch (error) {
      console.error(`${fault.area}: ${fault.title}\n${error instanceof Error ? error.message : ''}`);
    }
  }
}

try {
  await Promise.all([work(), work(), work()]);
} finally {
  for (const clean of cleaning) clean();
}

const whole = rows.filter((row) => row !== undefined);
if (whole.length === FAULTS.length) {
  writeFileSync(join(import.meta.dirname, '..', 'docs', 'faults.md'), renderPage(whole));
} else {
  console.error(`${FAULTS.length - whole.length} rows failed; docs/faults.md stays as it was.`);
  process.exitCode = 1;
}
