import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gitRepository } from '../../../src/adapters/git/git-repository.ts';
import { secretScanner } from '../../../src/adapters/secrets/secret-scanner.ts';
import { openPlaceholders } from '../../../src/review/placeholders.ts';
import { type Files, makeDirectory, makeRepository } from '../git/make-repository.ts';

/** Put together here, so that no scanner takes this file for a leak. */
const token = (middle: string) => ['ghp', `${middle}aB3dE5gH7j`.repeat(4).slice(0, 36)].join('_');

const PASSWORD = 'Xk2vQ9pL7wR4';

async function viewOf(t: TestContext, files: Files) {
  const git = makeRepository(t);
  const base = git.commit({ '.keep': 'x\n' });
  const head = git.commit(files);
  const repository = gitRepository({ directory: git.directory, temporary: makeDirectory(t) });
  t.after(() => repository.close());
  const placeholders = openPlaceholders((texts) => secretScanner().find(texts));
  const change = await repository.readChange({ base, head });
  const view = await repository.writeView(head, change, placeholders);
  t.after(() => view.remove());
  return { ...view, read: (name: string) => readFileSync(join(view.directory, name)) };
}

test('a credential is nowhere in the view, whatever the encoding of its file', async (t) => {
  const text = `\ufeffa\r\nt = ${token('Qw1')}\r\nb\r\n`;
  const view = await viewOf(t, {
    'a.txt': text,
    'b.txt': Buffer.from(text, 'utf16le'),
    'c.txt': Buffer.from(`caf\xe9 ${token('Qw1')}\n`, 'latin1'),
    link: ['120000', `https://deploy:${PASSWORD}@h.example.org/`],
    'd.txt': 'caf\u00e9, untouched \ufeff\u2028\n',
  });
  assert.equal(view.read('a.txt').toString(), '\ufeffa\r\nt = [secret 1: token of GitHub]\r\nb\r\n');
  assert.match(view.read('b.txt').toString(), /^\ufeff?a\r\nt = \[secret 1: token of GitHub\]\r\nb\r\n$/u);
  assert.equal(view.read('c.txt').toString(), 'caf\u00e9 [secret 1: token of GitHub]\n');
  assert.match(
    view.read('link').toString(),
    /^symlink to https:\/\/\[secret 2: [^\]]*\]@h\.example\.org\/\n$/u,
  );
  assert.equal(view.read('d.txt').toString(), 'caf\u00e9, untouched \ufeff\u2028\n');
});

test('a file with more credentials than can be replaced is left out, and said so', async (t) => {
  const many = Array.from({ length: 10_500 }, (_, index) => token(`${index}`.padStart(6, 'Z'))).join('\n');
  const view = await viewOf(t, { 'many.txt': many, 'few.txt': `${token('Qw1')}\n` });
  assert.deepEqual(view.leftOut, [
    { path: 'many.txt', why: 'It holds more credentials than can be replaced.' },
  ]);
  assert.match(view.read('few.txt').toString(), /^\[secret \d+: token of GitHub\]\n$/u);
});
