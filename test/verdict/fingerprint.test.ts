import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { fingerprint } from '../../src/verdict/fingerprint.ts';
import { hash } from '../audit/audit-of.ts';

const of = (evidence: string, rule = 'a-rule', path = 'a.ts') => fingerprint(hash, rule, path, evidence);

suite('a fingerprint', () => {
  test('is 32 hexadecimal digits', () => assert.match(of('let a = 1;'), /^[0-9a-f]{32}$/));

  test('survives indentation, spacing, line ends and empty lines', () => {
    for (const same of ['  let a = 1;', 'let  a\t= 1;  ', 'let a = 1;\r\n', '\n\nlet a = 1;\n']) {
      assert.equal(of(same), of('let a = 1;'));
    }
  });

  test('differs by rule, path, text and line breaks', () => {
    const all = [of('a b'), of('a c'), of('a\nb'), of('a b', 'other'), of('a b', 'a-rule', 'b.ts'), of('')];
    assert.equal(new Set(all).size, all.length);
  });
});
