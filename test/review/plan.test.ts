import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closeCoverage } from '../../src/change/coverage.ts';
import { coverBundles, planReview } from '../../src/review/plan.ts';
import { changedFile, changeOf, hunk } from './fixtures.ts';

const all = { include: [], exclude: [] };

test('what has no line to read needs no brief and is in the ledger', () => {
  const change = changeOf(
    changedFile('moved', [], { status: 'renamed', basePath: 'old' }),
    changedFile('program', [], { kind: 'binary', encoding: 'binary' }),
  );
  const plan = planReview(change, all, 1000);
  assert.deepEqual(plan.bundles, []);
  assert.deepEqual(
    plan.settled.map(({ path, outcome }) => [path, outcome]),
    [
      ['moved', 'no-lines'],
      ['program', 'binary'],
    ],
  );
});

test('what the policy excludes is in the ledger hunk by hunk', () => {
  const change = changeOf(
    changedFile('in', [hunk(['+a'])]),
    changedFile('out', [hunk(['+a']), hunk(['+b'], 9)]),
  );
  const plan = planReview(change, { include: [], exclude: ['out'] }, 1000);
  assert.equal(plan.bundles.length, 1);
  assert.deepEqual(
    plan.settled.map(({ path, hunk, outcome }) => [path, hunk, outcome]),
    [
      ['out', 0, 'excluded'],
      ['out', 1, 'excluded'],
    ],
  );
});

test('a ledger of reported bundles and settled files is complete', () => {
  const change = changeOf(changedFile('a', [hunk(['+a'])]), changedFile('b', [], { kind: 'submodule' }));
  const plan = planReview(change, all, 1000);
  const coverage = closeCoverage(change, [...plan.settled, ...coverBundles(plan.bundles, new Map())]);
  assert.equal(coverage.complete, true);
  assert.equal(coverage.entries.length, 2);
});

test('a hunk in windows is reviewed only when each of its windows is', () => {
  const long = changedFile('long', [hunk(Array.from({ length: 60 }, () => `+${'x'.repeat(30)}`))]);
  const plan = planReview(changeOf(long), all, 800);
  assert.ok(plan.bundles.length > 2);
  for (const { number } of plan.bundles) {
    const entries = coverBundles(plan.bundles, new Map([[number, 'No report.']]));
    assert.deepEqual(
      entries.map(({ outcome, why }) => [outcome, why]),
      [['not-reviewed', 'No report.']],
    );
  }
  assert.equal(coverBundles(plan.bundles, new Map())[0]?.outcome, 'reviewed');
});

test('a line that fits no brief leaves the ledger incomplete', () => {
  const change = changeOf(changedFile('min.js', [hunk([`+${'x'.repeat(5000)}`])]));
  const plan = planReview(change, all, 1000);
  const coverage = closeCoverage(change, [...plan.settled, ...coverBundles(plan.bundles, new Map())]);
  assert.deepEqual([coverage.complete, coverage.entries[0]?.outcome], [false, 'too-large']);
});
