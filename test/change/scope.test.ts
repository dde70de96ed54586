import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChangedFile } from '../../src/change/change.ts';
import { closeCoverage } from '../../src/change/coverage.ts';
import { hides, inScope } from '../../src/change/scope.ts';
import { makeFile } from './make-file.ts';

const COMMITS = { base: 'a'.repeat(40), head: 'b'.repeat(40) };
const ALL = { include: [], exclude: [] };

function insideOf(
  paths: readonly string[],
  include: readonly string[],
  exclude: readonly string[],
): readonly string[] {
  const files = paths.map((path) => makeFile({ path }));
  return inScope({ ...COMMITS, files }, { include, exclude }).inside.map((file) => file.path);
}

test('patterns mean what they mean in .gitignore', () => {
  const paths = ['a.ts', 'src/b.ts', 'src/gen/c.ts', 'vendor/d.ts', 'x/vendor/e.ts', 'A.TS'];
  assert.deepEqual(insideOf(paths, [], []), paths);
  assert.deepEqual(insideOf(paths, ['src/'], []), ['src/b.ts', 'src/gen/c.ts']);
  assert.deepEqual(insideOf(paths, ['*.ts'], ['vendor/']), ['a.ts', 'src/b.ts', 'src/gen/c.ts']);
  assert.deepEqual(insideOf(paths, [], ['/vendor/', '**/gen/**']), [
    'a.ts',
    'src/b.ts',
    'x/vendor/e.ts',
    'A.TS',
  ]);
  assert.deepEqual(insideOf(paths, [], ['*.ts', '!a.ts']), ['a.ts', 'A.TS']);
});

test('what is hidden is not reviewed, unless code moves there or away', () => {
  const files = [
    makeFile({ path: 'legal/a' }),
    makeFile({ path: 'legal/b', basePath: 'src/b', status: 'renamed' }),
    makeFile({ path: 'src/c' }),
  ];
  const { inside } = inScope({ ...COMMITS, files }, { ...ALL, hidden: ['legal/'] });
  assert.deepEqual(
    inside.map((file) => file.path),
    ['legal/b', 'src/c'],
  );
  assert.deepEqual(['legal/a', 'src/legal'].map(hides(['legal/'])), [true, false]);
});

test('hostile names are only names', () => {
  const paths = ['../x', './y', '/z', '#a', '!b', 'a\nb', '\udcff', '..', 'c '];
  assert.deepEqual(insideOf(paths, [], ['nothing']), paths);
});

test('code that moves out of scope is still reviewed; a copy is not', () => {
  const moved = makeFile({ path: 'vendor/a.ts', basePath: 'src/a.ts', status: 'renamed' });
  const copied = makeFile({ path: 'vendor/b.ts', basePath: 'src/a.ts', status: 'copied' });
  const { inside, outside } = inScope(
    { ...COMMITS, files: [moved, copied] },
    { include: [], exclude: ['vendor/'] },
  );
  assert.deepEqual(inside, [moved]);
  assert.deepEqual(
    outside.map(({ path, outcome }) => [path, outcome]),
    [['vendor/b.ts', 'excluded']],
  );
});

test('files without lines have their entry, and only binary content leaves the ledger incomplete', () => {
  const empty = { hunks: [], added: 0 };
  const binary = { ...empty, kind: 'binary', encoding: 'binary' } as const;
  const files: readonly (readonly [string, ChangedFile])[] = [
    ['no-lines', makeFile({ path: 'renamed', ...empty })],
    ['no-lines', makeFile({ path: 'moved-module', ...empty, kind: 'submodule' })],
    ['no-lines', makeFile({ path: 'gone.bin', ...binary, status: 'deleted', headBlob: null })],
    ['no-lines', makeFile({ path: 'moved.bin', ...binary, headBlob: 'a'.repeat(40) })],
    ['passive-media', makeFile({ path: 'logo.png', ...binary, passiveMedia: true })],
    ['binary', makeFile({ path: 'tool.exe', ...binary })],
  ];
  const change = { ...COMMITS, files: files.map(([, file]) => file) };
  const { inside, outside } = inScope(change, ALL);
  assert.deepEqual(inside, []);
  assert.deepEqual(
    outside.map(({ outcome }) => outcome),
    files.map(([outcome]) => outcome),
  );
  assert.equal(closeCoverage(change, outside).complete, false);
  const harmless = { ...COMMITS, files: change.files.slice(0, -1) };
  assert.equal(closeCoverage(harmless, inScope(harmless, ALL).outside).complete, true);
});

test('an excluded file has an entry for each hunk', () => {
  const hunks = makeFile({ path: 'a' }).hunks;
  const file = makeFile({ path: 'a', hunks: [...hunks, ...hunks] });
  const { outside } = inScope({ ...COMMITS, files: [file] }, { include: [], exclude: ['a'] });
  assert.deepEqual(
    outside.map(({ hunk }) => hunk),
    [0, 1],
  );
});
