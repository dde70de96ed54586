import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assembleChange } from '../../src/change/assemble.ts';
import { planChange } from '../../src/change/plan.ts';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const RAW = `:100644 100644 ${A} ${B} M\0f\0`;
const COUNT = '1\t1\tf\0';
const PATCH = `diff --git a/f b/f\nindex ${A}..${B} 100644\n--- a/f\n+++ b/f\n@@ -1 +1 @@ heading\n-x\n+y\n`;

function plan(names: string, patch: string) {
  return planChange({ names: Buffer.from(names), patch: Buffer.from(patch, 'latin1') });
}

test('outputs that agree make a change', () => {
  const change = assembleChange({ base: A, head: B }, plan(RAW + COUNT, PATCH), new Map());
  assert.deepEqual(
    change.files.map(({ path, added, removed }) => [path, added, removed]),
    [['f', 1, 1]],
  );
});

const DISAGREEING: Readonly<Record<string, readonly [names: string, patch: string]>> = {
  'a file without lines': [RAW + COUNT, ''],
  'a file without a count': [RAW, PATCH],
  'a count of another file': [`${RAW}1\t1\tg\0`, PATCH],
  'another number of added lines': [`${RAW}2\t1\tf\0`, PATCH],
  'another number of removed lines': [`${RAW}1\t0\tf\0`, PATCH],
  'binary and lines': [`${RAW}-\t-\tf\0`, PATCH],
  'lines and binary': [
    RAW + COUNT,
    `diff --git a/f b/f\nindex ${A}..${B} 100644\nBinary files a/f and b/f differ\n`,
  ],
  'other content': [RAW + COUNT, PATCH.replace(A, 'c'.repeat(40))],
  'no word about content': [RAW + COUNT, PATCH.replace(/index.*\n/, '')],
  'one file too many': [RAW + COUNT, PATCH + PATCH],
  'a file twice': [RAW + RAW + COUNT + COUNT, PATCH + PATCH],
  'a hunk cut short': [RAW + COUNT, PATCH.replace('+y\n', '')],
  'a hunk too long': [RAW + COUNT, `${PATCH}+z\n`],
  'text before the patch': [RAW + COUNT, `hint: x\n${PATCH}`],
  'an unmerged file': [RAW.replace(' M\0', ' U\0') + COUNT, PATCH],
  'a record cut short': [RAW.slice(0, -3) + COUNT, PATCH],
  'a count that is no number': [`${RAW}x\t1\tf\0`, PATCH],
  'a count cut short': [`${RAW}1\t1\tf`, PATCH],
};

for (const [what, [names, patch]] of Object.entries(DISAGREEING))
  test(`outputs that disagree are refused: ${what}`, () => {
    assert.throws(() => plan(names, patch), { code: 'change-mismatch' });
  });

test('a heading cut inside a character does not decide the encoding', () => {
  const [file] = plan(RAW + COUNT, PATCH.replace('heading', 'caf\xc3').replace('+y', '+\xc3\xa9'));
  assert.equal(file?.parts[0]?.encoding, 'utf-8');
  assert.equal(file?.parts[0]?.hunks?.[0]?.lines[1]?.text, 'é');
});

test('the message about disagreeing outputs holds nothing of the change', () => {
  const secret = PATCH.replace('-x', '*secret');
  assert.throws(
    () => plan(RAW + COUNT, secret),
    (error: Error) => !error.message.includes('secret'),
  );
});
