import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { type GitSource, gitRepository } from '../../../src/adapters/git/git-repository.ts';
import { openOrigin } from '../../../src/adapters/git/origin.ts';
import type { ObjectId } from '../../../src/change/change.ts';
import { serveHttp } from './http-origin.ts';
import { makeDirectory, makeRepository, runGit } from './make-repository.ts';

/** main has 60 commits; topic parts after the 20th and has 3 of its own. */
function makeOrigin() {
  const git = makeRepository({ after });
  let fork: ObjectId = '';
  for (let number = 1; number <= 60; number += 1) {
    const id = git.commit({ [`main-${number}`]: `${number}\n` });
    if (number === 20) fork = id;
  }
  for (let number = 1; number <= 3; number += 1)
    git.commit(
      { [`topic-${number}`]: `${number}\n` },
      number === 1 ? { branch: 'topic', parents: [fork] } : { branch: 'topic' },
    );
  git.git('config', 'uploadpack.allowFilter', 'true');
  return {
    git,
    fork,
    main: git.git('rev-parse', 'main').trim(),
    topic: git.git('rev-parse', 'topic').trim(),
  };
}

function cloneOf(t: TestContext, from: string, ...options: readonly string[]): string {
  const clone = makeDirectory(t);
  runGit(clone, ['clone', '--quiet', '--no-local', ...options, `file://${from}`, '.']);
  return clone;
}

async function read(t: TestContext, source: GitSource, base: string, head: string) {
  const repository = gitRepository(source);
  t.after(() => repository.close());
  const range = await repository.resolveRange(base, head);
  const change = await repository.readChange(range);
  const view = await repository.writeView(range.head, change);
  t.after(() => view.remove());
  return { range, paths: change.files.map((file) => file.path), view };
}

const { git: origin, fork, main, topic } = makeOrigin();
const TOPIC = ['topic-1', 'topic-2', 'topic-3'];

test('a checkout of one commit is deepened until base and head meet', async (t) => {
  const directory = cloneOf(t, origin.directory, '--depth=1', '--branch=topic');
  const { range, paths } = await read(t, { directory }, main, topic);
  assert.deepEqual([range, paths], [{ base: fork, head: topic, tip: main }, TOPIC]);
  assert.equal(
    runGit(directory, ['rev-list', '--count', 'HEAD']).trim(),
    '1',
    'the clone itself is left as it was',
  );
  assert.equal(existsSync(join(directory, '.git', 'FETCH_HEAD')), false);
});

test('a branch that only the origin has is fetched by its name', async (t) => {
  const directory = cloneOf(t, origin.directory, '--depth=1', '--branch=topic');
  assert.deepEqual((await read(t, { directory }, 'main', 'HEAD')).range, {
    base: fork,
    head: topic,
    tip: main,
  });
});

test('without an origin the message says what to set in the workflow', async (t) => {
  const cut = cloneOf(t, origin.directory, '--depth=2', '--no-single-branch');
  const lacking = cloneOf(t, origin.directory, '--depth=1', '--branch=topic');
  for (const directory of [cut, lacking]) {
    const refused = read(t, { directory, fetch: 'never' }, main, topic);
    await assert.rejects(refused, { code: 'history-shallow', message: /`fetch-depth: 0`/ });
  }
  runGit(cut, ['remote', 'set-url', 'origin', 'git@github.com:owner/name']);
  await assert.rejects(read(t, { directory: cut }, main, topic), { code: 'history-shallow' });
});

test('a shallow clone that reaches the fork is enough', async (t) => {
  const directory = cloneOf(t, origin.directory, '--depth=45', '--no-single-branch');
  const { range, paths } = await read(t, { directory, fetch: 'never' }, main, topic);
  assert.deepEqual([range, paths], [{ base: fork, head: topic, tip: main }, TOPIC]);
});

test('a merge base that may be too old because of the cut is not believed', async (t) => {
  const git = makeRepository(t);
  const old = git.commit({ fix: 'vulnerable\n' });
  const side = git.commit({ side: 'x\n' }, { branch: 'side', parents: [old] });
  let tip = git.commit({ fix: 'fixed\n' });
  for (let number = 0; number < 5; number += 1) tip = git.commit({ filler: `${number}\n` });
  const fork = tip;
  for (let number = 0; number < 3; number += 1) tip = git.commit({ more: `${number}\n` });
  // Both sides merge the old branch, so it is a common ancestor that a shallow clone sees first.
  git.commit({ side: 'x\n' }, { parents: [tip, side] });
  let head = fork;
  for (let number = 0; number < 3; number += 1)
    head = git.commit({ own: `${number}\n` }, { branch: 'topic', parents: [head] });
  git.commit({ fix: 'vulnerable\n', side: 'x\n' }, { branch: 'topic', parents: [head, side] });
  git.git('config', 'uploadpack.allowFilter', 'true');

  const directory = cloneOf(t, git.directory, '--depth=3', '--no-single-branch');
  const naive = runGit(directory, ['diff', '--name-only', 'origin/main...origin/topic']).trim().split('\n');
  assert.equal(naive.includes('fix'), false, 'plain git does not show that the fix is taken back');
  await assert.rejects(read(t, { directory, fetch: 'never' }, 'main', 'origin/topic'), {
    code: 'history-shallow',
  });
  const { paths } = await read(t, { directory }, 'main', 'origin/topic');
  assert.equal(paths.includes('fix'), true);
});

test('files and trees that a partial clone lacks are fetched in one go', async (t) => {
  for (const filter of ['blob:none', 'tree:0']) {
    const directory = cloneOf(t, origin.directory, '--no-checkout', `--filter=${filter}`);
    const { range, paths, view } = await read(t, { directory }, 'origin/main', 'origin/topic');
    assert.deepEqual([range, paths], [{ base: fork, head: topic, tip: main }, TOPIC]);
    assert.equal(existsSync(join(view.directory, 'topic-1')), true);
    const refused = read(t, { directory, fetch: 'never' }, 'origin/main', 'origin/topic');
    await assert.rejects(refused, { code: 'history-shallow', message: /`filter`/ });
  }
});

test('the token goes to the address it was given for, in a header, and nowhere else', async (t) => {
  const authorization = `basic ${Buffer.from('x-access-token:s3cret').toString('base64')}`;
  const server = await serveHttp(t, { directory: origin.directory, authorization });
  const directory = cloneOf(t, origin.directory, '--depth=1', '--branch=topic');
  const fetch = { url: server.url, token: 's3cret' };
  assert.deepEqual((await read(t, { directory, fetch }, main, topic)).range, {
    base: fork,
    head: topic,
    tip: main,
  });
  assert.ok(server.seen.length > 0);

  await assert.rejects(read(t, { directory, fetch: { url: server.url } }, main, topic), {
    code: 'history-shallow',
  });

  const thief = await serveHttp(t, { directory: origin.directory });
  const redirecting = await serveHttp(t, {
    directory: origin.directory,
    redirectTo: thief.url.replace('/repository', ''),
  });
  const misled = read(t, { directory, fetch: { ...fetch, url: redirecting.url } }, main, topic);
  await assert.rejects(misled, { code: 'history-shallow' });
  assert.equal(thief.seen.length, 0);

  runGit(directory, ['remote', 'set-url', 'origin', thief.url]);
  await read(t, { directory, fetch: { token: 's3cret' } }, main, topic);
  assert.deepEqual([...new Set(thief.seen.map((request) => request.authorization))], [undefined]);
});

test('plain http to another machine and other transports are never used', async (t) => {
  const directory = cloneOf(t, origin.directory, '--depth=1', '--branch=topic');
  for (const url of ['http://192.0.2.1/x', 'ext::sh -c "exit 0"', 'ssh://127.0.0.1/x', '--upload-pack=x']) {
    const refused = read(t, { directory, fetch: { url } }, main, topic);
    await assert.rejects(refused, { code: 'history-shallow' });
  }
});

test('the server of a large repository has two minutes to count its objects', () => {
  const env = openOrigin(undefined, { url: 'https://github.example/acme/shop' })?.env ?? {};
  const [key = ''] = Object.keys(env).filter((name) => env[name] === 'http.lowSpeedTime');
  assert.ok(Number(env[key.replace('KEY', 'VALUE')]) >= 120);
});
