import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { NUMBERS } from '../catalogue.ts';
import { edited } from './make-tree.ts';
import { AREAS, type Mutant } from './mutant.ts';
import { MUTANTS } from './mutants.ts';
import { isAsExpected, renderMutants } from './page.ts';

// The list alone; `npm run hostile:mutate` takes the defences away.

const ROOT = join(import.meta.dirname, '..', '..', '..');

suite('the list of defences', () => {
  test('has every area, and every name once', () => {
    for (const area of AREAS) assert.ok(MUTANTS.filter((mutant) => mutant.area === area).length >= 10, area);
    const names = MUTANTS.map(({ name }) => name);
    assert.deepEqual(names, [...new Set(names)]);
  });

  for (const { name, edits, cases, survives } of MUTANTS) {
    test(`${name}: it is there, and something attacks it`, () => {
      assert.ok(edits.length > 0);
      for (const edit of edits) {
        const text = readFileSync(join(ROOT, edit.file), 'utf8');
        assert.notEqual(edited(text, edit), text);
      }
      assert.ok(cases.length > 0 && cases.every((number) => NUMBERS.includes(number)));
      if (survives !== undefined) assert.match(survives, /^\S.{15,}\.$/u);
    });
  }
});

test('a defence that nobody misses, and a reason that is wrong, are failures', () => {
  const mutant: Mutant = { name: 'x', area: 'view', edits: [], cases: [1] };
  const trial = { mutant, fate: 'killed', by: '1 (root)', ms: 1 } as const;
  const because = { ...mutant, survives: 'Something else.' };
  assert.equal(isAsExpected(trial), true);
  assert.equal(isAsExpected({ ...trial, fate: 'survived' }), false);
  assert.equal(isAsExpected({ ...trial, fate: 'broken' }), false);
  assert.equal(isAsExpected({ ...trial, mutant: because }), false);
  assert.equal(isAsExpected({ ...trial, mutant: because, fate: 'survived' }), true);
  assert.match(renderMutants([trial]), /\| x \| case 1 \(root\) \|/u);
});
