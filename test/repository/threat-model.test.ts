import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { read } from './tracked-files.ts';

const CASES = 125;

const page = read('docs/threat-model.md');
const invariants = [...page.matchAll(/^- \*\*I(\d+)\. [\s\S]*?(?=\n- \*\*|\n\n)/gmu)].map(
  ([text, number]) => ({
    number: Number(number),
    cases: numbersIn(/Cases? ([\d,\s]+)\./u.exec(text)?.[1] ?? ''),
  }),
);
const unprotected = [
  ...(page.split('## Not protected')[1] ?? '').matchAll(/\(cases? ([\d, and]+)\)/gu),
].flatMap(([, text = '']) => numbersIn(text));

suite('the threat model', () => {
  test('numbers its invariants without a gap', () => {
    assert.deepEqual(
      invariants.map(({ number }) => number),
      invariants.map((_, index) => index + 1),
    );
    assert.ok(invariants.length >= 20);
  });

  test('names the cases that attack each invariant, in order and once', () => {
    for (const { number, cases } of invariants) {
      assert.notEqual(cases.length, 0, `I${number}`);
      assert.deepEqual(
        cases,
        [...new Set(cases)].sort((a, b) => a - b),
        `I${number}`,
      );
    }
  });

  test('has a place for every case, and for no other number', () => {
    const named = new Set([...invariants.flatMap(({ cases }) => cases), ...unprotected]);
    const all = Array.from({ length: CASES }, (_, index) => index + 1);
    assert.deepEqual(
      [...named].sort((a, b) => a - b),
      all,
    );
  });
});

function numbersIn(text: string): readonly number[] {
  return [...text.matchAll(/\d+/gu)].map(([digits]) => Number(digits));
}
