import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { suite, test } from 'node:test';
import { deflateSync, gzipSync } from 'node:zlib';
import { makeCanary } from '../../secrets/canaries.ts';
import { openPlace } from './place.ts';
import { makeOddPull, makePull, walk } from './repository.ts';
import { scanAll } from './scan.ts';
import { startTrap } from './trap.ts';

const secret = makeCanary();
const hex = (text: string) => Buffer.from(text).toString('hex');
const each = (form: (character: string, code: number) => string) =>
  Array.from(secret, (character) => form(character, character.charCodeAt(0))).join('');
const utf16 = Buffer.from(secret, 'utf16le');

const WAYS: Readonly<Record<string, string | Buffer>> = {
  'as it is': secret,
  'base64, first offset': Buffer.from(secret).toString('base64'),
  'base64, second offset': Buffer.from(`x${secret}`).toString('base64'),
  'base64, third offset': Buffer.from(`xy${secret}`).toString('base64'),
  'base64 for addresses': Buffer.from(`??>${secret}`).toString('base64url'),
  'base64 of UTF-16': utf16.toString('base64'),
  hexadecimal: hex(secret),
  'percent signs': each((_, code) => `%${code.toString(16)}`),
  'percent signs twice': each((_, code) => `%25${code.toString(16)}`),
  'JSON escapes': each((_, code) => `\\u${code.toString(16).padStart(4, '0')}`),
  'JSON escapes in JSON': JSON.stringify(each((_, code) => `\\u${code.toString(16).padStart(4, '0')}`)),
  'JavaScript escapes': each((_, code) => `\\x${code.toString(16)}`),
  'octal escapes': each((_, code) => `\\${code.toString(8).padStart(3, '0')}`),
  'HTML entities': each((_, code) => `&#${code};`),
  'HTML entities by hexadecimal': each((_, code) => `&#x${code.toString(16)};`),
  'quoted-printable': each((_, code) => `=${code.toString(16).toUpperCase()}`),
  reversed: Array.from(secret).toReversed().join(''),
  rot13: secret.replace(/[a-z]/gu, (c) => String.fromCharCode(((c.charCodeAt(0) - 84) % 26) + 97)),
  'gzip and base64': gzipSync(`some text ${secret}`).toString('base64'),
  'gzip and hexadecimal': gzipSync(secret).toString('hex'),
  'gzip as it is': gzipSync(`some text ${secret}`),
  'zlib and base64': deflateSync(secret).toString('base64'),
  blanks: each((character) => `${character} `),
  'line breaks': each((character) => `${character}\r\n`),
  'zero-width characters': each((character) => `${character}\u200b`),
  'UTF-16': utf16,
  'the first half': secret.slice(0, 23),
  'the second half': secret.slice(23),
};

/** What may stand right before and right after it. */
const BORDERS: Readonly<Record<string, readonly [string, string]>> = {
  'at both ends of the text': ['', ''],
  'between letters': ['token', 'and'],
  'between line breaks': ['\n', '\n'],
  'far inside': ['lorem ipsum '.repeat(3_000), ' dolor'.repeat(3_000)],
};

suite('the scanner', () => {
  for (const [how, form] of Object.entries(WAYS)) {
    for (const [where, [before, after]] of Object.entries(BORDERS)) {
      test(`finds a secret as ${how}, ${where}`, () => {
        const text = Buffer.concat([Buffer.from(before), Buffer.from(form), Buffer.from(after)]);
        const given = typeof form === 'string' ? text.toString('utf8') : text;
        assert.deepEqual(
          scanAll({ log: given, other: 'nothing' }, { secret }).map((hit) => `${hit.secret} in ${hit.where}`),
          ['secret in log'],
        );
      });
    }
  }

  test('finds nothing where another secret is, and nothing in noise', () => {
    const noise = Buffer.alloc(300_000, 'qeJwH4sI1f8b08=%41&#65;\\u0041');
    assert.deepEqual(scanAll({ ...WAYS, noise }, { other: makeCanary() }), []);
  });
});

suite('what a case has', () => {
  test('a marker is made by its shell, its module and its program, and not by reading them', async (t) => {
    const place = openPlace('unprivileged', { file: '', version: '' });
    t.after(() => place.close());
    const [shell, js, program] = [place.marker(), place.marker(), place.marker()];
    const all = [shell, js, program];
    const texts = [shell.shell, js.js, readFileSync(program.program, 'utf8')];
    assert.deepEqual(
      all.map((marker) => marker.isMarked(...texts)),
      [false, false, false],
    );
    const said = [
      execFileSync('sh', ['-c', `${shell.shell} 2>&1`]),
      execFileSync(process.execPath, ['-e', js.js], { stdio: ['ignore', 'pipe', 'ignore'] }),
      execFileSync(program.program, { input: 'through', stdio: ['pipe', 'pipe', 'ignore'] }),
    ].map(String);
    assert.deepEqual(
      all.map((marker) => marker.isMarked()),
      [true, true, true],
    );
    assert.equal(said[2], 'through');
    rmSync(shell.file);
    assert.deepEqual([shell.isMarked(), shell.isMarked(said[0] ?? '')], [false, true]);
  });

  test('a trap knows who came, and what is cleaned up is cleaned up in reverse', async () => {
    const place = openPlace('unprivileged', { file: '', version: '' });
    const trap = await startTrap(place);
    assert.equal(trap.caught(), null);
    await fetch(`${trap.url}/x`, { method: 'POST', body: 'loot' }).then((response) => response.text());
    assert.equal(trap.caught(), 'POST /x arrived');
    assert.equal(trap.requests[0]?.body, 'loot');
    const order: number[] = [];
    place.after(() => order.push(1));
    place.after(() => order.push(2));
    await place.close();
    assert.deepEqual(order, [2, 1]);
    await assert.rejects(fetch(trap.url));
  });

  test('a pull request is a real repository, also one that no git would make', async (t) => {
    const place = openPlace('unprivileged', { file: '', version: '' });
    t.after(() => place.close());
    const pull = makePull(place, { base: { 'a.ts': '1\n' }, head: { 'a.ts': '2\n', 'b/c': 'x' } });
    assert.deepEqual(
      walk(pull.checkout()).map(({ path }) => path),
      ['README.md', 'a.ts', 'b', 'b/c'],
    );
    const odd = makeOddPull(place, ({ blob, tree }) => tree([{ mode: '100644', name: '..', id: blob('x') }]));
    assert.match(odd.repository.git('ls-tree', '-z', odd.head), /\t\.\.\0$/u);
  });
});
