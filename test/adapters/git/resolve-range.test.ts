import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  type GitRepository,
  type GitSource,
  gitRepository,
} from '../../../src/adapters/git/git-repository.ts';
import { type Files, makeDirectory, makeRepository, runGit, type TestRepository } from './make-repository.ts';

function open(t: TestContext, directory: string, source: Partial<GitSource> = {}): GitRepository {
  const repository = gitRepository({ directory, ...source });
  t.after(() => repository.close());
  return repository;
}

/** main: a b c; topic parts at a. */
function makeFork(t: TestContext, ...init: readonly string[]) {
  const git = makeRepository(t, ...init);
  const a = git.commit({ f: 'a\n' });
  const b = git.commit({ g: 'b\n' });
  const topic = git.commit({ h: 'topic\n' }, { branch: 'topic', parents: [a] });
  return { git, a, b, topic };
}

test('the base is the merge base beside its tip, and names of every kind are understood', async (t) => {
  const { git, a, b, topic } = makeFork(t);
  git.git('tag', '-a', '-m', 'v', 'v1', 'topic');
  git.git('update-ref', 'refs/remotes/origin/released', 'main');
  git.git('pack-refs', '--all');
  const repository = open(t, git.directory);
  for (const [base, head] of [
    ['main', 'topic'],
    ['refs/heads/main', 'v1'],
    ['released', topic.slice(0, 12)],
    ['HEAD', topic],
  ] as const)
    assert.deepEqual(await repository.resolveRange(base, head), { base: a, head: topic, tip: b });
});

test('the upstream of a branch is a name too', async (t) => {
  const { git, a, b, topic } = makeFork(t);
  git.git('update-ref', 'refs/remotes/origin/main', 'main');
  git.git('config', 'remote.origin.fetch', '+refs/heads/*:refs/remotes/origin/*');
  git.git('config', 'branch.topic.remote', 'origin');
  git.git('config', 'branch.topic.merge', 'refs/heads/main');
  assert.deepEqual(await open(t, git.directory).resolveRange('topic@{upstream}', 'topic'), {
    base: a,
    head: topic,
    tip: b,
  });
});

test('what is no single commit is unknown', async (t) => {
  const { git, a } = makeFork(t);
  const repository = open(t, git.directory);
  const hostile = [
    '--output=pwned',
    '-q',
    '',
    'nope',
    'main..topic',
    '^main',
    'main topic',
    'main\n',
    ':/a',
    'main:f',
    'main^{tree}',
    'a$(touch pwned)',
    '\udcff',
    'x'.repeat(2000),
    '0'.repeat(40),
    'f'.repeat(40),
    git.git('rev-parse', 'main:f').trim(),
  ];
  for (const name of hostile)
    await assert.rejects(
      repository.resolveRange(a, name),
      { code: 'revision-unknown' },
      JSON.stringify(name),
    );
  assert.equal(existsSync(join(git.directory, 'pwned')), false);
});

test('the message about an unknown revision shows it safely', async (t) => {
  const { git, a } = makeFork(t);
  await assert.rejects(
    open(t, git.directory).resolveRange(a, 'x\n::error::y\u202e'),
    /"x\\n::error::y\\u\{202e\}"/,
  );
});

test('commits without common history have no change between them', async (t) => {
  const { git } = makeFork(t);
  git.commit({ f: 'x\n' }, { branch: 'orphan', parents: [] });
  await assert.rejects(open(t, git.directory).resolveRange('main', 'orphan'), { code: 'history-unrelated' });
});

test('of several merge bases the one counts whose diff shows what the head drops, and without such one nothing is judged', async (t) => {
  const { git, b, topic } = makeFork(t);
  const both = { g: 'b\n', h: 'topic\n' };
  const main = git.commit(both, { parents: [b, topic] });
  const crossing = (files: Files) => git.commit(files, { branch: 'crossing', parents: [topic, b] });
  const clone = makeDirectory(t);
  runGit(clone, ['clone', '--quiet', '--depth=1', `file://${git.directory}`, '.']);
  const shallow = () => open(t, clone, { fetch: { url: git.directory } });
  for (const repository of [() => open(t, git.directory), shallow]) {
    const baseOf = async (head: string) => (await repository().resolveRange(main, head)).base;
    assert.ok([b, topic].includes(await baseOf(crossing(both))));
    assert.ok([b, topic].includes(await baseOf(crossing({ ...both, f: 'new\n' }))));
    assert.equal(await baseOf(crossing({ ...both, h: null })), topic);
    assert.equal(await baseOf(crossing({ ...both, g: null })), b);
    assert.equal(await baseOf(crossing({ ...both, g: '#!\n' })), b);
    const lost = crossing({ g: null, h: null });
    await assert.rejects(baseOf(lost), { code: 'history-crossed' });
    assert.equal(await baseOf(git.commit({}, { branch: 'crossing', parents: [lost, main] })), main);
  }
});

test('what is no repository is refused', async (t) => {
  const directory = makeDirectory(t);
  await assert.rejects(open(t, directory).currentHead(), { code: 'repository-invalid' });
  await assert.rejects(open(t, join(directory, 'absent')).currentHead(), { code: 'repository-invalid' });
  writeFileSync(join(directory, '.git'), 'gitdir: nowhere\n');
  await assert.rejects(open(t, directory).currentHead(), { code: 'repository-invalid' });
});

test('bare repositories, further working trees, folders below the root and a detached head are read alike', async (t) => {
  const { git, a, b, topic } = makeFork(t);
  const wanted = { base: a, head: topic, tip: b };
  const bare = makeDirectory(t);
  runGit(bare, ['clone', '--quiet', '--bare', git.directory, '.']);
  assert.deepEqual(await open(t, bare).resolveRange('main', 'topic'), wanted);

  const tree = join(makeDirectory(t), 'tree');
  git.git('worktree', 'add', '--quiet', '--detach', tree, 'topic');
  const repository = open(t, tree);
  assert.deepEqual(await repository.resolveRange('main', 'HEAD'), wanted);
  assert.equal((await repository.readChange(wanted)).files[0]?.path, 'h');

  git.git('reset', '--quiet', '--hard', 'main');
  assert.equal(
    await open(t, join(git.directory, '.git', '..')).currentHead(),
    git.git('rev-parse', 'HEAD').trim(),
  );
});

test('a repository with SHA-256 is read alike', async (t) => {
  const { git, a, b, topic } = makeFork(t, '--object-format=sha256');
  const repository = open(t, git.directory);
  const range = await repository.resolveRange('main', topic);
  assert.deepEqual(range, { base: a, head: topic, tip: b });
  assert.equal(range.head.length, 64);
  const change = await repository.readChange(range);
  assert.deepEqual(
    change.files.map((file) => [file.path, file.added]),
    [['h', 1]],
  );
});

test('objects borrowed from another repository are found', async (t) => {
  const { git, a, b, topic } = makeFork(t);
  const clone = makeDirectory(t);
  runGit(clone, ['clone', '--quiet', '--shared', git.directory, '.']);
  assert.deepEqual(await open(t, clone).resolveRange('main', 'topic'), { base: a, head: topic, tip: b });
});

test('the head is pinned, and a later move is noticed', async (t) => {
  const { git, a, b, topic } = makeFork(t);
  const repository = open(t, git.directory);
  const range = await repository.resolveRange('main', 'topic');
  assert.equal(await repository.currentHead(), topic);
  const moved = git.commit({ h: 'more\n' }, { branch: 'topic' });
  assert.equal(await repository.currentHead(), moved);
  assert.deepEqual(range, { base: a, head: topic, tip: b });
});

test('the head at the origin is asked for by its full name', async (t) => {
  const { git, topic } = makeFork(t);
  git.git('update-ref', 'refs/pull/7/head', 'topic');
  git.git('update-ref', 'refs/pull/77/refs/pull/7/head', 'main');
  const clone = makeDirectory(t);
  runGit(clone, ['clone', '--quiet', git.directory, '.']);
  const repository = open(t, clone, { headName: 'refs/pull/7/head' });
  await repository.resolveRange('origin/main', topic);
  assert.equal(await repository.currentHead(), topic);
  moveTo(git, 'refs/pull/7/head', 'main');
  assert.equal(await repository.currentHead(), git.git('rev-parse', 'main').trim());
  git.git('update-ref', '-d', 'refs/pull/7/head');
  await assert.rejects(repository.currentHead(), { code: 'head-moved' });
});

function moveTo(git: TestRepository, ref: string, target: string): void {
  git.git('update-ref', ref, target);
}
