import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { gitRepository } from '../../../src/adapters/git/git-repository.ts';
import { type Files, makeRepository, runGit, type TestRepository } from './make-repository.ts';

function open(t: TestContext, files: Files) {
  const git = makeRepository(t);
  const commit = git.commit(files);
  const repository = gitRepository({ directory: git.directory });
  t.after(() => repository.close());
  return { repository, commit };
}

test('a file is read whole as it is in the commit, whatever its name', async (t) => {
  const names = ['a', 'new\nline', '\udcff', ' x ', '-x', ':(top)a'];
  const { repository, commit } = open(
    t,
    Object.fromEntries(names.map((name) => [name, `${name.length}\r\n\0`])),
  );
  for (const name of names)
    assert.equal(
      Buffer.from((await repository.readFile(commit, name)) ?? []).toString(),
      `${name.length}\r\n\0`,
    );
});

test('what is no file of the commit is null', async (t) => {
  const { repository, commit } = open(t, { 'd/a': 'x', module: ['160000', 'a'.repeat(40)] });
  for (const name of ['b', 'd', 'd/', '', '.', '../d/a', './d/a', 'D/A', 'module', '\ud800', 'd/a\0'])
    assert.equal(await repository.readFile(commit, name), null, JSON.stringify(name));
});

test('chosen files come with mode and true size, cut at 1 MiB, and links are their targets', async (t) => {
  const { repository, commit } = open(t, {
    big: 'x'.repeat(1024 * 1024 + 5),
    empty: '',
    link: ['120000', '/etc/passwd'],
    module: ['160000', 'a'.repeat(40)],
    other: 'x',
    same: '',
    script: ['100755', '#!/bin/sh\n'],
  });
  const files = await repository.readFiles(commit, (path) => path !== 'other');
  assert.deepEqual(
    files.map((file) => [file.path, file.mode, file.bytes.length, file.size]),
    [
      ['big', '100644', 1_048_576, 1_048_581],
      ['empty', '100644', 0, 0],
      ['link', '120000', 11, 11],
      ['same', '100644', 0, 0],
      ['script', '100755', 10, 10],
    ],
  );
  assert.deepEqual(await repository.readFiles(commit, () => false), []);
});

test('more content than an audit can hold is refused, not cut', async (t) => {
  const body = 'x'.repeat(1024 * 1024);
  const files = Object.fromEntries(Array.from({ length: 66 }, (_, index) => [`f${index}`, body]));
  const { repository, commit } = open(t, files);
  await assert.rejects(
    repository.readFiles(commit, () => true),
    { code: 'git-failed', message: /64 MiB/ },
  );
});

test('an object that is missing is an error and never an absent file', async (t) => {
  const git = makeRepository(t);
  const commit = git.commit({ a: 'x\n' });
  const absent = git.git('commit-tree', '-m', 'x', treeWithMissingBlob(git)).trim();
  const repository = gitRepository({ directory: git.directory });
  t.after(() => repository.close());
  assert.ok(await repository.readFile(commit, 'a'));
  await assert.rejects(repository.readFile(absent, 'a'), { code: 'git-failed' });
});

function treeWithMissingBlob(git: TestRepository): string {
  const entry = `100644 blob ${'1'.repeat(40)}\ta\n`;
  return runGit(git.directory, ['mktree', '--missing'], entry).trim();
}
