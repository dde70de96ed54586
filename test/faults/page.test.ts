import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { renderFault } from './page.ts';
import { FAULTS } from './table.ts';

const page = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'faults.md'), 'utf8');
const faults = FAULTS.filter(({ area }) => area !== 'Control' && area !== 'Anchoring');

suite('the page of faults', () => {
  test('has the rows of the table, no more and no less', () => {
    const rows = page.split('\n').filter((line) => /^\| (?!Fault |---)/u.test(line));
    const starts = FAULTS.map(renderFault);
    assert.equal(rows.length, starts.length, 'run: node scripts/faults-table.ts');
    for (const start of starts) {
      assert.ok(
        rows.some((row) => row.startsWith(start)),
        `${start}: run node scripts/faults-table.ts`,
      );
    }
  });

  test('shows at least forty faults, of which none passes', () => {
    assert.ok(faults.length >= 40);
    assert.deepEqual(
      faults.filter(({ expected }) => expected.exit === 0 || expected.verdict === 'pass'),
      [],
    );
  });

  test('names each fault once', () => {
    assert.equal(new Set(FAULTS.map(({ area, title }) => `${area}: ${title}`)).size, FAULTS.length);
  });
});
