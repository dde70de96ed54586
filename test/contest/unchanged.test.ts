import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { isUnchanged } from '../../src/contest/unchanged.ts';
import { asset } from '../audit/audit-of.ts';
import { finding } from '../report/sample.ts';

const lines = (count: number, from = 1) =>
  Array.from({ length: count }, (_, index) => `line ${from + index}\n`).join('');
const file = (text: string | Uint8Array, mode?: string) => asset('a.ts', text, mode);
const at = (startLine: number, endLine = startLine) => finding({ path: 'a.ts', startLine, endLine });

suite('a finding with lines', () => {
  test('is what it was when something changes four lines away, or further', () => {
    const then = file(lines(20));
    const now = file(`first\n${lines(20)}last\n`);
    assert.equal(isUnchanged(at(5), then, now, false), true);
    assert.equal(isUnchanged(at(10, 12), then, now, false), true);
    assert.equal(isUnchanged(at(5), then, then, false), true);
  });

  test('is not when its lines change, or one of the three around them', () => {
    const then = file(lines(20));
    const changed = (number: number) => file(lines(20).replace(`line ${number}\n`, 'other\n'));
    for (const number of [7, 8, 9, 10, 11, 12, 13]) {
      assert.equal(isUnchanged(at(10), then, changed(number), false), false, String(number));
    }
    assert.equal(isUnchanged(at(10), then, changed(6), false), true);
    assert.equal(isUnchanged(at(10), then, changed(14), false), true);
    assert.equal(isUnchanged(at(10, 14), then, changed(12), false), false);
  });

  test('is not an equal line in another place of the file', () => {
    const risky = 'exec(input);\n';
    const then = file(`${lines(9)}${risky}${lines(20, 10)}`);
    const now = file(`${lines(19)}${risky}${lines(10, 20)}`);
    assert.equal(isUnchanged(at(20), then, now, false), false);
    assert.equal(isUnchanged(at(10), then, then, false), true);
    const both = file(`${lines(9)}${risky}${lines(10, 10)}${risky}${lines(10, 20)}`);
    assert.equal(isUnchanged(at(10), then, both, false), true);
    assert.equal(isUnchanged(at(21), then, both, false), false);
  });

  test('is not when the file is new, gone, a link, of another encoding, or too large to be read whole', () => {
    const text = file(lines(20));
    const far = file(`${lines(20)}more\n`);
    assert.equal(isUnchanged(at(5), undefined, text, false), false);
    assert.equal(isUnchanged(at(5), text, undefined, false), false);
    assert.equal(isUnchanged(at(5), text, file(lines(20), '120000'), false), false);
    assert.equal(isUnchanged(at(5), text, file(lines(20), '100755'), false), false);
    assert.equal(isUnchanged(at(5), text, file(Buffer.from(`\ufeff${lines(20)}`, 'utf16le')), false), false);
    assert.equal(isUnchanged(at(5), text, { ...far, size: 2 ** 21 }, false), false);
    assert.equal(isUnchanged(at(5), { ...text, size: 2 ** 21 }, { ...text, size: 2 ** 21 }, false), false);
  });

  test('is not when the file has hardly a line in common', () => {
    assert.equal(
      isUnchanged(at(5), file(lines(2_000)), file(`${lines(5)}${lines(3_000, 9_000)}`), false),
      false,
    );
  });
});

suite('a finding about a file as a whole, about removed lines, or that takes an owner', () => {
  const then = file(lines(20));
  const now = file(`${lines(20)}more\n`);
  const whole = at(0);
  const removed = finding({ path: 'a.ts', startLine: 3, endLine: 3, side: 'base' });

  test('is what it was when the file is the same', () => {
    for (const one of [whole, removed]) assert.equal(isUnchanged(one, then, then, false), true);
    assert.equal(isUnchanged(at(5), then, then, true), true);
    assert.equal(isUnchanged(removed, undefined, undefined, false), true);
  });

  test('is not when anything in the file has changed', () => {
    for (const one of [whole, removed]) assert.equal(isUnchanged(one, then, now, false), false);
    assert.equal(isUnchanged(at(5), then, now, true), false);
    assert.equal(isUnchanged(removed, then, undefined, false), false);
  });
});
