import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { secretScanner } from '../../../src/adapters/secrets/secret-scanner.ts';

const find = async (text: string, path = 'a.txt') => (await secretScanner().find([{ path, text }]))[0] ?? [];
const found = async (text: string, path?: string) =>
  (await find(text, path)).map(({ start, end, what }) => `${what}: ${text.slice(start, end)}`);

/** Put together here, so that no scanner takes this file for a leak. */
const GITHUB = ['ghp', 'aB3dE5gH7j'.repeat(4).slice(0, 36)].join('_');
const KEY = ['-----BEGIN', 'PRIVATE KEY-----'].join(' ');
const END = KEY.replace('BEGIN', 'END');
const BODY = `MII${'aB3dE5gH7jK9'.repeat(20)}`;

suite('the scanner for credentials', () => {
  test('finds tokens, keys, and passwords in addresses, at their place', async () => {
    assert.deepEqual(await found(`token = "${GITHUB}"`), [`a token of GitHub: ${GITHUB}`]);
    const address = 'https://deploy:Xk2vQ9pL7wR4@packages.example.org';
    assert.deepEqual(await found(`see ${address}/npm`), [`a user and password in an address: ${address}`]);
    const [key] = await find(`a\n${KEY}\n${BODY}\n${END}\nb`);
    assert.deepEqual([key?.what, key?.start], ['a private key', 2]);
    assert.deepEqual(await found(`_authToken=${'x9'.repeat(10)}`, '.npmrc'), [
      `a token of npm: ${'x9'.repeat(10)}`,
    ]);
  });

  test('gives the place of the credential itself, also after the name that it was found by', async () => {
    const key = ['wJalrXUtnFEMI', 'K7MDENG', 'bPxRfiCYzzzzzzzzKE'].join('/');
    assert.deepEqual(await found(`AWS_SECRET_ACCESS_KEY = "${key}"`), [`a secret access key of AWS: ${key}`]);
  });

  test('a comment in the text does not switch it off', async () => {
    for (const comment of ['secretlint-disable', 'secretlint-disable-next-line', 'secretlint-disable-line']) {
      const text = `// ${comment}\n${GITHUB} // ${comment}\n/* ${comment} */\n`;
      assert.equal((await find(text)).length, 1, comment);
    }
  });

  test('what stands for a credential is none', async () => {
    for (const text of [
      'https://user:pass@host.example.org/',
      'https://me:my-token@host.example.org/',
      'https://deploy:{env:PASSWORD}@host.example.org/',
      'postgres://app:app@db.example.org/app',
      'postgres://app:changeme@db.example.org/app',
      'ghp_xxx',
    ]) {
      assert.deepEqual(await found(text), [], text);
    }
  });

  test('each text has its own list, in their order', async () => {
    const texts = ['', GITHUB, 'nothing'].map((text) => ({ path: 'a.txt', text }));
    assert.deepEqual(
      (await secretScanner().find(texts)).map((list) => list.length),
      [0, 1, 0],
    );
  });

  test('a megabyte that is made for it takes no long time, and the list has an end', async () => {
    const pieces = [
      'a',
      '-',
      'xoxb-',
      'https://',
      'AWS_SECRET_ACCESS_KEY= ',
      'mongodb://a:',
      `${KEY}\n`,
      `${GITHUB} `,
      'eyJ',
      'ops_ey',
      '{',
    ];
    for (const piece of pieces) {
      const start = Date.now();
      const list = await find(piece.repeat(Math.floor(1_000_000 / piece.length)), 'a.json');
      assert.ok(list.length <= 1_000, piece);
      assert.ok(Date.now() - start < 10_000, piece);
    }
  });
});
