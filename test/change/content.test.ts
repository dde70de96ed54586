import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyHunks } from '../../src/change/apply-hunks.ts';
import { decodeContent } from '../../src/change/content.ts';
import { diffTexts, replaceText } from '../../src/change/diff-texts.ts';
import { isPassiveMedia } from '../../src/change/media.ts';

const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

test('each encoding is told by its bytes', () => {
  assert.deepEqual(decodeContent(bytes('a\xc3\xa9')), { encoding: 'utf-8', text: 'aé' });
  assert.deepEqual(decodeContent(bytes('\xef\xbb\xbfa')), { encoding: 'utf-8', text: '\ufeffa' });
  assert.deepEqual(decodeContent(bytes('a\xe9\x80')), { encoding: 'latin1', text: 'a\xe9\x80' });
  assert.deepEqual(decodeContent(bytes('\xff\xfea\0b\0')), { encoding: 'utf-16le', text: 'ab' });
  assert.deepEqual(decodeContent(bytes('\xfe\xff\0a\0b')), { encoding: 'utf-16be', text: 'ab' });
  assert.deepEqual(decodeContent(bytes('\xff\xfe\0\xd8!')), { encoding: 'utf-16le', text: '\ud800\ufffd' });
  assert.deepEqual(decodeContent(bytes('')), { encoding: 'utf-8', text: '' });
});

test('random bytes are no text', () => {
  const random = Uint8Array.from({ length: 4096 }, (_, index) => (index * 7919 + 13) % 256);
  assert.equal(decodeContent(random), null);
});

test('texts that git would not diff are diffed, and the diff fits them', () => {
  const pairs = [
    ['', 'a\n'],
    ['a\n', ''],
    ['a', 'a\n'],
    ['a\n', 'a'],
    ['a\r\nb\r\n', 'a\nb\n'],
    ['a\r\nb\n', 'a\r\nc\n'],
    ['\n\n\n', '\n'],
    ['x\0\n', 'x\0\ny'],
    [' \n', '  \n'],
  ] as const;
  for (const [base, head] of pairs) {
    assert.equal(applyHunks(base, diffTexts(base, head)), head, JSON.stringify([base, head]));
    assert.equal(applyHunks(base, replaceText(base, head)), head, JSON.stringify([base, head]));
    assert.ok(diffTexts(base, head).length > 0, JSON.stringify([base, head]));
  }
});

test('texts that have nothing in common cost no more than reading them', () => {
  const text = (mark: string) => Array.from({ length: 50_000 }, (_, index) => `${mark}${index}\n`).join('');
  const hunks = diffTexts(text('a'), text('b'));
  assert.equal(hunks.length, 1);
  assert.equal(applyHunks(text('a'), hunks), text('b'));
});

test('hunks that belong to another file are refused', () => {
  assert.throws(() => applyHunks('a\nb\n', diffTexts('a\nc\n', 'a\nd\n')), { code: 'change-mismatch' });
});

test('media is what signature and name both say', () => {
  const size = '\x40\0\0\0';
  const samples: Readonly<Record<string, string>> = {
    'a.png': '\x89PNG\r\n\x1a\n',
    'a.JPG': '\xff\xd8\xff\xe0',
    'a.gif': 'GIF89a',
    'a.webp': 'RIFF\0\0\0\0WEBP',
    'a.avif': '\0\0\0\x20ftypavif',
    'a.ico': '\0\0\x01\0\x01\0\x10\x10\0\0',
    'a.bmp': `BM${size}`,
    'a.woff2': 'wOF2\0\x01\0\0\0\0\0\x40',
    'a.ttf': '\0\x01\0\0\0',
    'a.otf': 'OTTO\0',
    'a.mp3': 'ID3\x03',
    'a.mp4': '\0\0\0\x20ftypisom',
    'a.ogg': 'OggS\0',
    'a.webm': '\x1aE\xdf\xa3',
    'a.wav': 'RIFF\0\0\0\0WAVE',
  };
  for (const [name, start] of Object.entries(samples)) {
    assert.ok(isPassiveMedia(name, bytes(start), 64), name);
    assert.equal(isPassiveMedia('a.js', bytes(start), 64), false);
    assert.equal(isPassiveMedia(`${name}.wasm`, bytes(start), 64), false);
  }
  assert.equal(isPassiveMedia('a.bmp', bytes(`BM${size}`), 65), false);
  assert.equal(isPassiveMedia('a.svg', bytes('<svg'), 64), false);
  assert.equal(isPassiveMedia('a.pdf', bytes('%PDF-1.7'), 64), false);
});
