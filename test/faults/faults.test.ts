import { after, suite, test } from 'node:test';
import { checkFault } from './check-fault.ts';
import { makeSample } from './place.ts';
import { runFault } from './run-fault.ts';
import { FAULTS } from './table.ts';

const sample = makeSample({ after });

suite('faults', { concurrency: 3 }, () => {
  for (const fault of FAULTS) {
    test(`${fault.area}: ${fault.title}`, async () => {
      checkFault(await runFault(fault, sample), fault.expected);
    });
  }
});
