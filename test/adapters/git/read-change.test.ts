import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type GitRepository, gitRepository } from '../../../src/adapters/git/git-repository.ts';
import { applyHunks } from '../../../src/change/apply-hunks.ts';
import type { Change, ChangedFile } from '../../../src/change/change.ts';
import { BUNDLE_BYTES } from '../../../src/review/bundles.ts';
import { planReview } from '../../../src/review/plan.ts';
import { type Files, makeRepository, type TestRepository } from './make-repository.ts';

test('each way in which a file can change is told with its modes, blobs and lines', async (t) => {
  const change = await changeOf(t, BASE, HEAD);
  const found = Object.fromEntries(change.files.map((file) => [file.path, summaryOf(file)]));
  assert.deepEqual(found, {
    added: 'added text utf-8 +2 -0',
    binary: 'modified binary binary +0 -0',
    'case folded': 'added text utf-8 +1 -0',
    copy: 'copied text utf-8 +0 -0 from original',
    deleted: 'deleted text utf-8 +0 -2',
    empty: 'added text utf-8 +0 -0',
    executable: 'modified text utf-8 +0 -0 100644→100755',
    'from-link': 'type-changed text utf-8 +2 -1 120000→100644',
    'gone-binary': 'deleted binary binary +0 -0',
    link: 'modified symlink utf-8 +1 -1',
    'module-moves': 'modified submodule utf-8 +1 -1',
    'moved/here': 'renamed text utf-8 +1 -1 from moved/there',
    'new-module': 'added submodule utf-8 +1 -0',
    original: 'modified text utf-8 +1 -0',
    'to-link': 'type-changed symlink utf-8 +1 -2 100644→120000',
    'to-module': 'type-changed submodule utf-8 +1 -1 100644→160000',
    'was-empty': 'deleted text utf-8 +0 -0',
  });
});

const TEN = Array.from({ length: 10 }, (_, index) => `line ${index}\n`).join('');
const BINARY = Uint8Array.from({ length: 3000 }, (_, index) => (index * 7919) % 256);
const COMMIT = '1234567890123456789012345678901234567890';
const OTHER = COMMIT.replace('1', '2');

const BASE: Files = {
  binary: BINARY,
  deleted: 'one\ntwo\n',
  executable: '#!/bin/sh\n',
  'from-link': ['120000', 'target'],
  'gone-binary': BINARY,
  link: ['120000', 'a'],
  'module-moves': ['160000', COMMIT],
  'moved/there': TEN,
  original: `${TEN}${TEN}copied\n`,
  'to-link': 'one\ntwo\n',
  'to-module': 'was a file\n',
  untouched: 'same\n',
  'was-empty': '',
};
const HEAD: Files = {
  added: 'a\nb\n',
  binary: BINARY.toReversed(),
  'case folded': 'x\n',
  copy: `${TEN}${TEN}copied\n`,
  deleted: null,
  empty: '',
  executable: ['100755', '#!/bin/sh\n'],
  'from-link': 'one\ntwo\n',
  'gone-binary': null,
  link: ['120000', 'b'],
  'module-moves': ['160000', OTHER],
  'moved/there': null,
  'moved/here': TEN.replace('line 5', 'line five'),
  'new-module': ['160000', COMMIT.replace('1', '3')],
  original: `${TEN}${TEN}copied\nmore\n`,
  'to-link': ['120000', 'somewhere'],
  'to-module': ['160000', COMMIT],
  'was-empty': null,
};

test('a submodule has the commit that it points to as its line, and so is reviewed', async (t) => {
  const change = await changeOf(t, { lib: ['160000', COMMIT] }, { lib: ['160000', OTHER] });
  const lines = only(change).hunks.flatMap((hunk) => hunk.lines.map(({ kind, text }) => `${kind} ${text}`));
  assert.deepEqual(lines, [`removed Subproject commit ${COMMIT}`, `added Subproject commit ${OTHER}`]);
  const { bundles, settled } = planReview(change, { include: [], exclude: [] }, BUNDLE_BYTES);
  assert.deepEqual([bundles.length, settled], [1, []]);
});

test('lines have the numbers of both sides, and a missing line feed at the end is kept', async (t) => {
  const change = await changeOf(t, { 'a.txt': 'one\ntwo\nthree' }, { 'a.txt': 'one\n2\nthree\n' });
  const { hunks } = only(change);
  assert.deepEqual(hunks, [
    {
      baseStart: 1,
      baseLines: 3,
      headStart: 1,
      headLines: 3,
      lines: [
        { kind: 'context', text: 'one', baseLine: 1, headLine: 1 },
        { kind: 'removed', text: 'two', baseLine: 2, headLine: null },
        { kind: 'removed', text: 'three', baseLine: 3, headLine: null, noNewline: true },
        { kind: 'added', text: '2', baseLine: null, headLine: 2 },
        { kind: 'added', text: 'three', baseLine: null, headLine: 3 },
      ],
    },
  ]);
});

test('only a line feed ends a line: CR, form feed and U+2028 stay in it', async (t) => {
  const head = 'a\r\nb\fc\vd\u2028e\u0085f\rg\r\n--- x\n+++ y\n@@ -1 +1 @@\n';
  const file = only(await changeOf(t, { f: 'a\r\n' }, { f: head }));
  assert.equal(applyHunks('a\r\n', file.hunks), head);
  assert.deepEqual(file.hunks[0]?.lines.map((line) => line.text).slice(0, 3), [
    'a\r',
    'b\fc\vd\u2028e\u0085f\rg\r',
    '--- x',
  ]);
});

test('content that looks like a diff opens no file of its own', async (t) => {
  const fake = 'diff --git a/evil b/evil\nindex 1..2\n--- a/evil\n+++ b/evil\n@@ -1 +1 @@\n-x\n+y\n';
  const change = await changeOf(
    t,
    { f: '-- sql\n++i;\n' },
    { f: `${fake}\\ No newline at end of file\n`, g: fake },
  );
  assert.deepEqual(
    change.files.map((file) => [file.path, file.added, file.removed]),
    [
      ['f', 8, 2],
      ['g', 7, 0],
    ],
  );
});

const ODD_NAMES = [
  ' leading and trailing ',
  '"quoted"',
  '--output=pwned',
  '-rf',
  ':(exclude,top)*',
  'a b/c b/d b/e',
  'back\\slash',
  'bytes \udcff\udc80 that are no UTF-8',
  'cr\rlf\n::error::x',
  'new\nline',
  'rename from x\nrename to y',
  'tab\there',
  'é ü 漢字 😀',
  '##[error]x',
];

test('odd names come through whole, added and renamed', async (t) => {
  const added = await changeOf(t, {}, Object.fromEntries(ODD_NAMES.map((name) => [name, `in ${name}\n`])));
  assert.deepEqual(added.files.map((file) => file.path).sort(), [...ODD_NAMES].sort());

  const before = Object.fromEntries(
    ODD_NAMES.map((name, index) => [name, TEN.replaceAll('line', `l${index}`)]),
  );
  const gone = Object.fromEntries(ODD_NAMES.map((name) => [name, null]));
  const after = ODD_NAMES.map((name, index): [string, string] => [
    `to/${name}`,
    `${TEN.replaceAll('line', `l${index}`)}more\n`,
  ]);
  const renamed = await changeOf(t, before, { ...gone, ...Object.fromEntries<string>(after) });
  assert.deepEqual(
    renamed.files.map((file) => `${file.status} ${file.path} ${file.added}`).sort(),
    ODD_NAMES.map((name) => `renamed to/${name} 1`).sort(),
  );
  for (const file of renamed.files) assert.equal(file.path, `to/${file.basePath}`);
});

test('UTF-16 is decoded and diffed line by line', async (t) => {
  for (const encoding of ['utf-16le', 'utf-16be'] as const) {
    const base = 'first\r\nsecond 漢\r\nthird\r\n';
    const head = base.replace('second', '2nd');
    const file = only(await changeOf(t, { f: utf16(base, encoding) }, { f: utf16(head, encoding) }));
    assert.deepEqual([file.kind, file.encoding, file.added, file.removed], ['text', encoding, 1, 1]);
    assert.equal(applyHunks(base, file.hunks), head);
  }
});

test('UTF-16 without a NUL, which git takes for text, is still decoded', async (t) => {
  const head = '漢字慢';
  const file = only(await changeOf(t, {}, { f: utf16(head, 'utf-16le') }));
  assert.deepEqual([file.encoding, file.hunks[0]?.lines[0]?.text], ['utf-16le', head]);
});

test('a NUL or a Latin letter does not turn code into something that cannot be reviewed', async (t) => {
  const change = await changeOf(
    t,
    { nul: 'safe();\n// \0\n', both: 'ok\n' },
    {
      nul: 'steal();\n// \0\n',
      both: Buffer.from('caf\xe9\nsteal();\n\0\n', 'latin1'),
      latin: Buffer.from('\xe9\n', 'latin1'),
    },
  );
  const found = Object.fromEntries(change.files.map((file) => [file.path, [file.encoding, textOf(file)]]));
  assert.deepEqual(found, {
    nul: ['utf-8', '-safe();|+steal();| // \0'],
    both: ['latin1', '-ok|+café|+steal();|+\0'],
    latin: ['latin1', '+é'],
  });
});

test('a file that goes from binary to text shows all its lines, and back it is binary', async (t) => {
  const there = only(await changeOf(t, { f: BINARY }, { f: 'a\nb\n' }));
  assert.deepEqual([there.kind, textOf(there)], ['text', '+a|+b']);
  const back = only(await changeOf(t, { f: 'a\nb\n' }, { f: BINARY }));
  assert.deepEqual([back.kind, back.hunks.length], ['binary', 0]);
});

test('media is passive by signature and name together, and never when it is text', async (t) => {
  const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), BINARY]);
  const change = await changeOf(
    t,
    {},
    {
      'a.png': png,
      'b.js': png,
      'c.gif': 'GIF89a=1;steal();\n',
      'd.png': BINARY,
      'e.svg': '<svg onload="x()"/>\n',
    },
  );
  const found = Object.fromEntries(change.files.map((file) => [file.path, [file.kind, file.passiveMedia]]));
  assert.deepEqual(found, {
    'a.png': ['binary', true],
    'b.js': ['binary', false],
    'c.gif': ['text', false],
    'd.png': ['binary', false],
    'e.svg': ['text', false],
  });
});

test('an empty change has no files', async (t) => {
  const { repository, git, base } = await open(t, { f: 'x\n' }, { f: 'x\n' });
  const change = await repository.readChange({ base, head: git.git('rev-parse', 'main').trim() });
  assert.deepEqual(change.files, []);
});

test('hunks applied to the base give the head, for many random changes', async (t) => {
  const random = generator(20_240_501);
  const texts = Array.from({ length: 400 }, () => randomText(random));
  const pairs = texts.map((text, index): [string, string, string] => [
    `f${index}`,
    text,
    mutate(text, random),
  ]);
  const before = Object.fromEntries(pairs.map(([path, base]) => [path, base]));
  const after = Object.fromEntries(pairs.map(([path, , head]) => [path, head]));
  const change = await changeOf(t, before, after);
  const changed = new Map(change.files.map((file) => [file.path, file]));
  assert.ok(changed.size > 200);
  for (const [path, base, head] of pairs) {
    const hunks = changed.get(path)?.hunks ?? [];
    assert.equal(applyHunks(base, hunks), head, JSON.stringify([path, base, head]));
  }
});

const WORDS = [
  'a',
  'b',
  '',
  '\r',
  '-- x',
  '++ y',
  '@@ -1 +1 @@',
  'diff --git a/x b/x',
  '\\ No newline',
  '\u2028',
  '\f',
  'é',
  '\0',
];

function randomText(random: () => number): string {
  const lines = Array.from(
    { length: Math.floor(random() * 30) },
    () => WORDS[Math.floor(random() * WORDS.length)],
  );
  return lines.join('\n') + (random() < 0.7 ? '\n' : '');
}

function mutate(text: string, random: () => number): string {
  const lines = text.split('\n');
  for (let count = Math.floor(random() * 6); count > 0; count -= 1)
    lines.splice(
      Math.floor(random() * lines.length),
      random() < 0.5 ? 1 : 0,
      `new ${Math.floor(random() * 9)}`,
    );
  return lines.join('\n');
}

/** A small linear congruential generator, so that a failure can be repeated. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

type Opened = { readonly repository: GitRepository; readonly git: TestRepository; readonly base: string };

async function open(t: TestContext, before: Files, after: Files): Promise<Opened> {
  const git = makeRepository(t);
  const base = git.commit({ '.keep': 'keep\n', ...before });
  git.commit(after);
  const repository = gitRepository({ directory: git.directory });
  t.after(() => repository.close());
  return { repository, git, base };
}

async function changeOf(t: TestContext, before: Files, after: Files): Promise<Change> {
  const { repository, base } = await open(t, before, after);
  return repository.readChange(await repository.resolveRange(base, 'main'));
}

function only(change: Change): ChangedFile {
  const [file, ...others] = change.files;
  assert.equal(others.length, 0);
  assert.ok(file);
  return file;
}

function summaryOf(file: ChangedFile): string {
  const moved = file.basePath === file.path ? '' : ` from ${file.basePath}`;
  const modes = file.baseMode && file.headMode && file.baseMode !== file.headMode;
  const mode = modes ? ` ${file.baseMode}→${file.headMode}` : '';
  return `${file.status} ${file.kind} ${file.encoding} +${file.added} -${file.removed}${moved}${mode}`;
}

function textOf(file: ChangedFile): string {
  const marks = { added: '+', removed: '-', context: ' ' };
  return file.hunks.flatMap((hunk) => hunk.lines.map((line) => marks[line.kind] + line.text)).join('|');
}

function utf16(text: string, encoding: 'utf-16le' | 'utf-16be'): Buffer {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return encoding === 'utf-16le' ? bytes : bytes.swap16();
}
