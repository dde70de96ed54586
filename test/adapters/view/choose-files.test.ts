import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseFiles } from '../../../src/adapters/view/choose-files.ts';
import { makeFile } from '../../change/make-file.ts';

const OID = 'a'.repeat(40);
const COMMITS = { base: OID, head: OID };

function treeOf(paths: readonly string[]): Uint8Array {
  return Buffer.from(paths.map((path) => `100644 blob ${OID}\t${path}\0`).join(''));
}

test('the number of files is limited, and changed ones come first', () => {
  const paths = Array.from({ length: 20_010 }, (_, index) => `f${index}`);
  const change = { ...COMMITS, files: [makeFile({ path: 'f20009' })] };
  const { files, leftOut } = chooseFiles(treeOf(paths), change);
  assert.deepEqual([files.length, leftOut.length], [20_000, 10]);
  assert.equal(files[0]?.path, 'f20009');
});

test('a file that the tree holds twice, and one too deep, are in the ledger', () => {
  const deep = `${'d/'.repeat(60)}f`;
  const { files, leftOut } = chooseFiles(treeOf(['a', 'a', deep]), { ...COMMITS, files: [] });
  assert.deepEqual(
    files.map((file) => file.path),
    ['a'],
  );
  assert.deepEqual(leftOut.map(({ path }) => path).sort(), ['a', deep]);
});

test('what the policy hides is not there, changed or not, and the ledger says why', () => {
  const change = { ...COMMITS, files: [makeFile({ path: 'legal/a' })] };
  const hides = (path: string) => path.startsWith('legal/');
  const { files, leftOut } = chooseFiles(treeOf(['legal/a', 'legal/b', 'c']), change, hides);
  assert.deepEqual(
    files.map((file) => file.path),
    ['c'],
  );
  assert.deepEqual(
    leftOut.map(({ path, why }) => [path, /hides/u.test(why)]),
    [
      ['legal/a', true],
      ['legal/b', true],
    ],
  );
});

test('a changed file is judged by its content and not by its name', () => {
  const change = {
    ...COMMITS,
    files: [makeFile({ path: 'code.png' }), makeFile({ path: 'b.ts', kind: 'binary' })],
  };
  const { files, leftOut } = chooseFiles(treeOf(['b.ts', 'code.png', 'logo.png']), change);
  assert.deepEqual(
    files.map((file) => file.path),
    ['code.png'],
  );
  assert.deepEqual(
    leftOut.map(({ path }) => path),
    ['b.ts', 'logo.png'],
  );
});
