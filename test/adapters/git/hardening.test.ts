import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { findGit } from '../../../src/adapters/git/find-git.ts';
import { gitRepository } from '../../../src/adapters/git/git-repository.ts';
import { makeDirectory, makeRepository, runGit } from './make-repository.ts';

/** Reads everything that the gate reads, and answers the changed paths with their first added line. */
async function readAll(t: TestContext, directory: string, base: string, head: string) {
  const repository = gitRepository({ directory, temporary: makeDirectory(t) });
  t.after(() => repository.close());
  const range = await repository.resolveRange(base, head);
  const change = await repository.readChange(range);
  await repository.readFiles(range.head, () => true);
  const view = await repository.writeView(range.head, change);
  await repository.currentHead();
  await view.remove();
  const added = change.files.map(({ path, hunks }): [string, string | undefined] => {
    const lines = hunks.flatMap((hunk) => hunk.lines);
    return [path, lines.find((line) => line.kind === 'added')?.text];
  });
  return Object.fromEntries(added);
}

/** A program that leaves a mark when it is run. */
function makeMarker(t: TestContext) {
  const directory = makeDirectory(t);
  const mark = join(directory, 'mark');
  const program = join(directory, 'program');
  writeFileSync(program, `#!/bin/sh\ntouch ${mark}\ncat\n`);
  chmodSync(program, 0o755);
  return { program, isMarked: () => existsSync(mark) };
}

test('attributes of the change hide nothing', async (t) => {
  const git = makeRepository(t);
  const base = git.commit({ 'a.ts': 'old\n', 'b.ts': 'old\n', 'c.ts': 'old\n' });
  const attributes =
    '[attr]hide -diff -text\n*.ts -diff export-ignore\nb.ts binary\nc.ts hide working-tree-encoding=UTF-16\n';
  git.commit({ '.gitattributes': attributes, 'a.ts': 'evil\n', 'b.ts': 'evil\n', 'c.ts': 'evil\n' });

  git.git('reset', '--quiet', '--hard', 'main');
  assert.match(git.git('diff', base, 'main'), /Binary files a\/a\.ts/, 'plain git hides them');

  const found = await readAll(t, git.directory, base, 'main');
  assert.deepEqual([found['a.ts'], found['b.ts'], found['c.ts']], ['evil', 'evil', 'evil']);
});

test('no program that configuration, attributes or hooks name is run', async (t) => {
  const git = makeRepository(t);
  const base = git.commit({ 'a.ts': 'old\n', '.gitattributes': '* filter=run diff=run\n' });
  git.commit({ 'a.ts': 'new\n' });
  git.git('reset', '--quiet', '--hard', 'main');
  const { program, isMarked } = makeMarker(t);
  const hooks = join(git.directory, '.git', 'hooks');
  const settings = {
    'core.fsmonitor': program,
    'core.hooksPath': hooks,
    'core.pager': program,
    'core.sshCommand': program,
    'core.alternateRefsCommand': program,
    'diff.external': program,
    'diff.run.textconv': program,
    'diff.run.command': program,
    'filter.run.clean': program,
    'filter.run.smudge': program,
    'filter.run.process': program,
    'credential.helper': program,
    'alias.diff-tree': `!${program}`,
    'uploadpack.packObjectsHook': program,
    'remote.origin.url': `ext::${program}`,
    'protocol.ext.allow': 'always',
    'remote.origin.promisor': 'true',
  };
  for (const [key, value] of Object.entries(settings)) git.git('config', key, value);
  for (const hook of ['post-checkout', 'reference-transaction', 'pre-auto-gc', 'fsmonitor-watchman'])
    writeFileSync(join(hooks, hook), `#!/bin/sh\nexec ${program}\n`, { mode: 0o755 });

  const found = await readAll(t, git.directory, base, 'main');
  assert.equal(found['a.ts'], 'new');
  assert.equal(isMarked(), false);

  git.git('diff', base, 'main');
  assert.equal(isMarked(), true, 'plain git runs it');
});

test('the environment of the gate does not reach git', async (t) => {
  const git = makeRepository(t);
  const base = git.commit({ 'a.ts': 'old\n' });
  git.commit({ 'a.ts': 'new\n' });
  const { program, isMarked } = makeMarker(t);
  const poison = { GIT_EXTERNAL_DIFF: program, GIT_DIR: '/nowhere', GIT_TRACE: join(git.directory, 'trace') };
  Object.assign(process.env, poison);
  t.after(() => Object.keys(poison).forEach((name) => delete process.env[name]));

  const found = await readAll(t, git.directory, base, 'main');
  assert.equal(found['a.ts'], 'new');
  assert.equal(isMarked(), false);
  assert.equal(existsSync(join(git.directory, 'trace')), false);

  const env = { ...process.env, GIT_DIR: join(git.directory, '.git') };
  execFileSync('git', ['diff', base, 'main'], { env });
  assert.equal(isMarked(), true, 'plain git runs it');
});

test('a repository inside the tree is only files', async (t) => {
  const git = makeRepository(t);
  const base = git.commit({ a: 'x\n' });
  const { program, isMarked } = makeMarker(t);
  const config = `[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = .\n\tfsmonitor = ${program}\n`;
  git.commit({
    'sub/HEAD': 'ref: refs/heads/main\n',
    'sub/config': config,
    'sub/objects/.x': 'x\n',
    'sub/refs/.x': 'x\n',
  });
  git.git('reset', '--quiet', '--hard', 'main');

  const found = await readAll(t, git.directory, base, 'main');
  assert.equal(found['sub/HEAD'], 'ref: refs/heads/main');
  const inside = gitRepository({ directory: join(git.directory, 'sub') });
  t.after(() => inside.close());
  await assert.rejects(inside.resolveRange(base, 'HEAD'), { code: 'revision-unknown' });
  assert.equal(isMarked(), false);

  runGit(join(git.directory, 'sub'), ['ls-files', '--others']);
  runGit(join(git.directory, 'sub'), ['status']);
  assert.equal(isMarked(), true, 'plain git runs it');
});

test('replaced objects and grafts do not change what is shown', async (t) => {
  const git = makeRepository(t);
  const base = git.commit({ a: 'old\n' });
  const head = git.commit({ a: 'evil\n' });
  const harmless = git.commit({ a: 'harmless\n' }, { branch: 'other', parents: [base] });
  git.git('replace', head, harmless);
  mkdirSync(join(git.directory, '.git', 'info'), { recursive: true });
  writeFileSync(join(git.directory, '.git', 'info', 'grafts'), `${head}\n`);

  assert.match(git.git('show', `${head}:a`), /harmless/, 'plain git shows the other one');
  const found = await readAll(t, git.directory, base, head);
  assert.equal(found['a'], 'evil');
});

test('a file named as an option or as pathspec magic neither writes nor hides', async (t) => {
  const git = makeRepository(t);
  const base = git.commit({ keep: 'x\n' });
  git.commit({ '--output=pwned': 'a\n', ':(exclude,top)*': 'b\n', 'c.ts': 'c\n' });
  const found = await readAll(t, git.directory, base, 'main');
  assert.deepEqual(Object.keys(found).sort(), ['--output=pwned', ':(exclude,top)*', 'c.ts']);
  assert.deepEqual(readdirSync(git.directory), ['.git']);
});

test('git is taken only from a place that root alone can write', async (t) => {
  const directory = makeDirectory(t);
  writeFileSync(join(directory, 'git'), '#!/bin/sh\n', { mode: 0o755 });
  await assert.rejects(findGit([directory]), { code: 'git-missing' });
  assert.match(await findGit(), /^\/.*git$/);
});

test('the private directory of git is gone after close, and nothing runs any more', async (t) => {
  const git = makeRepository(t);
  const base = git.commit({ a: 'x\n' });
  const temporary = makeDirectory(t);
  const repository = gitRepository({ directory: git.directory, temporary });
  await repository.resolveRange(base, 'main');
  assert.equal(readdirSync(temporary).length, 1);
  await repository.close();
  assert.deepEqual(readdirSync(temporary), []);
  await assert.rejects(repository.currentHead(), { code: 'interrupted' });
  await repository.close();
});
