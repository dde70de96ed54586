import assert from 'node:assert/strict';
import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gitRepository } from '../../../src/adapters/git/git-repository.ts';
import type { View } from '../../../src/ports.ts';
import {
  type Files,
  makeDirectory,
  makeRepository,
  runGit,
  type TestRepository,
} from '../git/make-repository.ts';

async function viewOf(t: TestContext, git: TestRepository, base: string, head: string): Promise<View> {
  const repository = gitRepository({ directory: git.directory, temporary: makeDirectory(t) });
  t.after(() => repository.close());
  const range = await repository.resolveRange(base, head);
  const view = await repository.writeView(range.head, await repository.readChange(range));
  t.after(() => view.remove());
  return view;
}

async function viewOfFiles(t: TestContext, files: Files, before: Files = {}): Promise<View> {
  const git = makeRepository(t);
  const base = git.commit({ '.keep': 'x\n', ...before });
  git.commit(files);
  return viewOf(t, git, base, 'main');
}

/** Path in the view → content, for everything there; a thing that is neither file nor folder fails the test. */
function contentOf(directory: string, prefix = ''): Record<string, string> {
  const entries = readdirSync(directory, { withFileTypes: true }).flatMap((entry): [string, string][] => {
    const place = join(directory, entry.name);
    assert.ok(entry.isFile() || entry.isDirectory(), `${prefix}${entry.name} is a plain file or folder`);
    if (entry.isDirectory()) return Object.entries(contentOf(place, `${prefix}${entry.name}/`));
    return [[`${prefix}${entry.name}`, readFileSync(place, 'utf8')]];
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

test('the view holds every text of the head, changed or not, and nothing of the base', async (t) => {
  const view = await viewOfFiles(
    t,
    { 'src/new.ts': 'new\n', gone: null },
    { 'src/old.ts': 'old\n', gone: 'x\n' },
  );
  assert.deepEqual(contentOf(view.directory), {
    '.keep': 'x\n',
    'src/new.ts': 'new\n',
    'src/old.ts': 'old\n',
  });
  assert.deepEqual([view.renamed.size, view.leftOut.length], [0, 0]);
});

test('links and submodules become text, wherever they point', async (t) => {
  const commit = 'a'.repeat(40);
  const targets = ['/proc/self/environ', '../../../etc/passwd', '/', '.', 'x\n\u202e', 'a\udcff'];
  const links = targets.map((target, index): [string, [string, string | Buffer]] => [
    `link-${index}`,
    ['120000', target === 'a\udcff' ? Buffer.from('a\xff', 'latin1') : target],
  ]);
  const view = await viewOfFiles(t, { ...Object.fromEntries(links), module: ['160000', commit] });
  assert.deepEqual(contentOf(view.directory), {
    '.keep': 'x\n',
    'link-0': 'symlink to /proc/self/environ\n',
    'link-1': 'symlink to ../../../etc/passwd\n',
    'link-2': 'symlink to /\n',
    'link-3': 'symlink to .\n',
    'link-4': 'symlink to x\\n\\u{202e}\n',
    'link-5': 'symlink to a\\xff\n',
    module: `submodule at ${commit}\n`,
  });
});

test('what a tool would obey has another name, and the map tells which', async (t) => {
  const names = [
    'opencode.json',
    'deep/down/opencode.jsonc',
    '.opencode/plugin/p.js',
    'x/.OpenCode/agent/a.md',
    'AGENTS.md',
    'sub/Claude.md',
    '.env.local',
    '.npmrc',
    'bunfig.toml',
    '.ignore',
    'a/.gitignore',
    '.gitattributes',
  ];
  const view = await viewOfFiles(t, Object.fromEntries(names.map((name) => [name, `${name}\n`])));
  const content = contentOf(view.directory);
  for (const name of names) {
    const place = view.renamed.get(name);
    assert.ok(place !== undefined && place.includes('.pr-file'), name);
    assert.equal(content[place], `${name}\n`);
    assert.equal(content[name], undefined);
  }
  assert.equal(view.renamed.get('.opencode/plugin/p.js'), '.opencode.pr-file/plugin/p.js');
  assert.equal(view.renamed.get('deep/down/opencode.jsonc'), 'deep/down/opencode.jsonc.pr-file');
});

test('names that no checkout accepts stay inside the view', async (t) => {
  const git = makeRepository(t);
  const base = git.commit({ a: 'x\n' });
  const blob = runGit(git.directory, ['hash-object', '-w', '--stdin'], 'evil\n').trim();
  const names = [
    '..',
    '.',
    '.git',
    '.GIT',
    'git~1',
    '.g\u200cit',
    '.git.',
    ' x ',
    'tab\t',
    '\n',
    '\udcff',
    'x'.repeat(300),
  ];
  const tree = (list: readonly string[]) => {
    const lines = list.map((name) =>
      Buffer.concat([Buffer.from(`100644 blob ${blob}\t`), bytesOf(name), Buffer.of(0)]),
    );
    return runGit(git.directory, ['mktree', '-z'], Buffer.concat(lines)).trim();
  };
  const inner = tree(['config', 'opencode.json']);
  const folders = names
    .slice(0, 3)
    .map((name) => `040000 tree ${inner}\t${name}\0`)
    .join('');
  const upper = runGit(git.directory, ['mktree', '-z'], folders).trim();
  const flat = tree(names);
  const root = runGit(
    git.directory,
    ['mktree', '-z'],
    `040000 tree ${flat}\tflat\u0000040000 tree ${upper}\tup\0`,
  ).trim();
  const head = git.git('commit-tree', '-p', base, '-m', 'x', root).trim();

  const view = await viewOf(t, git, base, head);
  const content = contentOf(view.directory);
  assert.equal(Object.keys(content).length, names.length + 6);
  assert.deepEqual(new Set(Object.values(content)), new Set(['evil\n']));
  assert.deepEqual(readdirSync(dirname(view.directory)), ['head'], 'nothing lies beside the view');
  for (const name of Object.keys(content)) {
    assert.match(name, /^[\x21-\x7e]+$/);
    assert.doesNotMatch(name, /(?:^|\/)(?:\.\.?|\.git|git~1)(?:\/|$)/i);
  }
  assert.equal(view.renamed.get('up/../config'), 'up/%2E%2E/config');
});

test('names that differ by case alone both have a place', async (t) => {
  const view = await viewOfFiles(t, {
    'A/x': '1',
    'a/x': '2',
    'a/X': '3',
    'AGENTS.md': '4',
    'agents.md': '5',
    'AGENTS.md.pr-file': '6',
  });
  const names = Object.keys(contentOf(view.directory)).map((name) => name.toLowerCase());
  assert.equal(names.length, 7);
  assert.equal(new Set(names).size, 7);
});

test('every file can be read and none written, below a directory of ours alone', async (t) => {
  const before = process.umask(0o077);
  t.after(() => process.umask(before));
  const view = await viewOfFiles(t, { 'd/f': ['100755', '#!/bin/sh\n'] });
  const mode = (path: string) => (statSync(path).mode & 0o7777).toString(8);
  assert.equal(mode(dirname(view.directory)), '700');
  assert.deepEqual([mode(view.directory), mode(join(view.directory, 'd'))], ['755', '755']);
  assert.equal(mode(join(view.directory, 'd', 'f')), '444');
});

test('text in any encoding becomes UTF-8 without a NUL, and binary content is left out and said so', async (t) => {
  const view = await viewOfFiles(t, {
    'a.txt': Buffer.from('\ufeffwide 漢\n', 'utf16le'),
    'b.txt': Buffer.from('caf\xe9\n', 'latin1'),
    'c.txt': 'with \0 in it\n',
    'd.bin': Uint8Array.from({ length: 4000 }, (_, index) => (index * 7919) % 256),
    'e.txt': `${'x'.repeat(1024 * 1024)}\n`,
  });
  assert.deepEqual(contentOf(view.directory), {
    '.keep': 'x\n',
    'a.txt': 'wide 漢\n',
    'b.txt': 'café\n',
    'c.txt': 'with \u2400 in it\n',
  });
  assert.deepEqual(view.leftOut, [
    { path: 'd.bin', why: 'Binary content.' },
    { path: 'e.txt', why: 'It is larger than 1 MiB.' },
  ]);
});

test('changed files have their place before all others', async (t) => {
  const big = 'y'.repeat(1000 * 1000);
  const many = Object.fromEntries(Array.from({ length: 24 }, (_, index) => [`a/${index}`, `${index}${big}`]));
  const view = await viewOfFiles(t, { 'z/changed': big }, { ...many, 'z/beside': big });
  const content = contentOf(view.directory);
  assert.equal(content['z/changed'], big);
  assert.equal(content['z/beside'], big);
  const size = Object.values(content).join('').length;
  assert.ok(size <= 20 * 1024 * 1024 && size > 19 * 1000 * 1000, String(size));
  const left = view.leftOut.map(({ path }) => path);
  assert.equal(left.length + Object.keys(content).length, 27);
  assert.ok(left.every((path) => path.startsWith('a/')));
});

test('remove leaves nothing', async (t) => {
  const view = await viewOfFiles(t, { 'd/f': 'x\n' });
  await view.remove();
  assert.throws(() => lstatSync(dirname(view.directory)), { code: 'ENOENT' });
});

function bytesOf(name: string): Buffer {
  return name === '\udcff' ? Buffer.of(0xff) : Buffer.from(name);
}
