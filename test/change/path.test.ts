import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodePath, encodePath, isPath, showPath } from '../../src/change/path.ts';
import { foldName, isGitDirectory, oddnessOf } from '../../src/change/path-component.ts';

test('bytes become a path and the same bytes again', () => {
  const samples = [
    [0x61],
    [0xff],
    [0xc3, 0xa9],
    [0xc3],
    [0xc0, 0x80],
    [0xed, 0xa0, 0x80],
    [0xf0, 0x9f, 0x98, 0x80, 0x80],
    [0xf4, 0x90, 0x80, 0x80],
    [0xe2, 0x82],
    [0xef, 0xbb, 0xbf, 0x61],
    [0x61, 0xfe, 0x2f, 0xe2, 0x82, 0xac, 0x80],
  ];
  for (const bytes of samples) {
    const path = decodePath(Uint8Array.from(bytes));
    assert.deepEqual([...encodePath(path)], bytes);
    assert.ok(isPath(path));
  }
});

test('no two byte strings become the same path', () => {
  const paths = new Set<string>();
  for (let high = 0; high < 256; high += 1)
    for (let low = 0; low < 256; low += 1) paths.add(decodePath(Uint8Array.of(high, low, 0x80)));
  assert.equal(paths.size, 65_536);
});

test('what git cannot hold is no path', () => {
  for (const text of ['', 'a\0b', '\ud800', '\udfff', 'a\udc7f']) assert.equal(isPath(text), false);
});

test('a shown path has no character that hides or moves text', () => {
  const shown = {
    'src/a b.ts': 'src/a b.ts',
    'back\\slash': 'back\\slash',
    'back\\name': 'back\\\\name',
    'a\nb': 'a\\nb',
    'a\\nb': 'a\\\\nb',
    'a\\\nb': 'a\\\\\\nb',
    '\udc80': '\\x80',
    '\u0080': '\\u{80}',
    '\x1b[31m': '\\x1b[31m',
    '\u202egnp.exe': '\\u{202e}gnp.exe',
    '\u{e0041}': '\\u{e0041}',
    'a\u00a0b': 'a\\u{a0}b',
    'é漢😀': 'é漢😀',
  };
  for (const [path, text] of Object.entries(shown)) assert.equal(showPath(path), text);
});

test('no two short paths of hostile characters look the same', () => {
  const alphabet = ['\\', 'n', 'x', '8', '0', '\n', '\udc80', '\u0080', 'u', '{', '}'];
  const words = alphabet.flatMap((a) =>
    alphabet.flatMap((b) => alphabet.flatMap((c) => alphabet.map((d) => a + b + c + d))),
  );
  assert.equal(new Set(words.map(showPath)).size, words.length);
});

test('each way to write .git on some file system is recognised', () => {
  for (const name of [
    '.git',
    '.GIT',
    '.Git',
    '.g\u200cit',
    '.git.',
    '.git ',
    '.git . .',
    '.git::$INDEX_ALLOCATION',
    'git~1',
    'GIT~2',
    '\ufeff.git',
  ])
    assert.ok(isGitDirectory(name), JSON.stringify(name));
  for (const name of ['.github', 'git', '.gitignore', 'git~', 'x.git', '.git-x'])
    assert.equal(isGitDirectory(name), false, name);
});

test('odd components are told from ordinary ones', () => {
  const odd = {
    '': 'empty',
    '.': 'dots',
    '..': 'dots',
    '...': 'dots',
    'a\nb': 'unseen',
    '\udcff': 'unseen',
    'a\\b': 'separator',
    'a.': 'edge',
    ' a': 'edge',
    'a ': 'edge',
    'git~1': 'short-name',
    ['é'.repeat(101)]: 'long',
  };
  for (const [name, kind] of Object.entries(odd)) assert.equal(oddnessOf(name), kind, JSON.stringify(name));
  for (const name of ['a', '.a', 'a b', '[slug].tsx', '-rf', 'é漢😀', 'a~1b', 'x'.repeat(200)])
    assert.equal(oddnessOf(name), null);
});

test('names fold as the most forgiving file system does', () => {
  assert.equal(foldName('ÀB.c. '), foldName('A\u0300b.C'));
  assert.equal(foldName('...'), '...');
});
