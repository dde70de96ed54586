import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { gitRepository } from '../../../src/adapters/git/git-repository.ts';
import { limitLines } from '../../../src/change/limit-lines.ts';
import { type Files, makeRepository } from './make-repository.ts';

const MiB = 1024 * 1024;
/** Different ones, so that git keeps and shows each. */
const empty = (index: number, lines: number) => '\n'.repeat(lines - index);
const wide = (index: number, lines: number) => Buffer.from(`\ufeff${empty(index, lines)}`, 'utf16le');

const TOO_LARGE = { code: 'git-failed', message: /more than 4,000,000 lines\. Split it/u };

async function read(t: TestContext, files: Files) {
  const git = makeRepository(t);
  const base = git.commit({ a: 'a\n' });
  git.commit(files);
  const repository = gitRepository({ directory: git.directory });
  t.after(() => repository.close());
  return repository.readChange(await repository.resolveRange(base, 'main'));
}

/** Each packs into a few kilobytes and would fill the memory of the process as lines. */
const HOARDS: Readonly<Record<string, Files>> = {
  'two files of line feeds': { b: empty(0, 3 * MiB), c: empty(1, 3 * MiB) },
  'line feeds in UTF-16': Object.fromEntries(
    Array.from({ length: 3 }, (_, index) => [`w${index}`, wide(index, 2 * MiB - 1)]),
  ),
};

for (const [what, files] of Object.entries(HOARDS)) {
  test(`more lines than fit into memory are refused before they are taken apart: ${what}`, async (t) => {
    const before = process.memoryUsage().heapUsed;
    await assert.rejects(read(t, files), TOO_LARGE);
    assert.ok(process.memoryUsage().heapUsed - before < 512 * MiB);
  });
}

test('half a million lines are read', async (t) => {
  const { files } = await read(t, { b: empty(0, MiB / 4), w: wide(0, MiB / 4) });
  assert.deepEqual(
    files.map(({ path, added }) => [path, added]),
    [
      ['b', MiB / 4],
      ['w', MiB / 4],
    ],
  );
});

test('the lines of all texts count together, and the last one that is allowed is', () => {
  const limit = limitLines(5);
  limit('a\nb\n');
  limit(Buffer.from('c\nd\ne\nf'));
  assert.throws(() => limit('\n'), { code: 'git-failed', message: /more than 5 lines/u });
});
