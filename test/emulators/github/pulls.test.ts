import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { ISSUE, makeSetting, PULL, refusalOf, SHOP } from './setting.ts';

suite('pull requests', () => {
  test('a pull request says where it comes from, and a deleted fork is nowhere', async (t) => {
    const { octokit, github, base, head } = await makeSetting(t);
    const get = async () =>
      (await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', PULL)).data;
    const { head: from, base: into, changed_files, additions, deletions } = await get();
    assert.deepEqual(
      [from.sha, from.ref, from.repo?.full_name, into.sha, into.ref, into.repo.full_name],
      [head, 'discount', 'acme/shop', base, 'main', 'acme/shop'],
    );
    assert.deepEqual([changed_files, additions, deletions], [2, 5, 2]);
    const [pull] = github.state.pulls;
    assert.ok(pull);
    pull.headRepository = 'eve/shop';
    assert.equal((await get()).head.repo?.fork, true);
    pull.headRepository = null;
    assert.equal((await get()).head.repo, null);
    assert.equal(
      (
        await refusalOf(
          octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', { ...PULL, pull_number: 8 }),
        )
      ).status,
      404,
    );
    assert.deepEqual(github.problems, []);
  });

  test('the base may be older than its branch', async (t) => {
    const { octokit, github, repository, base } = await makeSetting(t);
    const tip = repository.commit({ 'CHANGES.md': 'x\n' });
    const [pull] = github.state.pulls;
    assert.ok(pull);
    const shaOf = async () =>
      (await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', PULL)).data.base.sha;
    assert.equal(await shaOf(), tip);
    pull.baseSha = base;
    assert.equal(await shaOf(), base);
  });

  test('the files are those of git, with their patches', async (t) => {
    const { octokit, github, repository, head } = await makeSetting(t);
    const text = repository.git('show', `${head}:src/cart.ts`);
    const files = { 'src/cart.ts': null, 'src/naïve cart.ts': text, 'logo.png': new Uint8Array([0, 1, 2]) };
    github.push(repository.commit(files, { branch: 'discount', parents: [head] }));
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', PULL);
    assert.deepEqual(
      data.map(({ filename, status, changes, patch, previous_filename: previous }) => ({
        filename,
        status,
        changes,
        first: patch?.split('\n')[0],
        previous,
      })),
      [
        { filename: 'logo.png', status: 'added', changes: 0, first: undefined, previous: undefined },
        {
          filename: 'src/naïve cart.ts',
          status: 'renamed',
          changes: 4,
          first: '@@ -7,7 +7,7 @@ line 6',
          previous: 'src/cart.ts',
        },
        {
          filename: 'src/new.ts',
          status: 'added',
          changes: 3,
          first: '@@ -0,0 +1,3 @@',
          previous: undefined,
        },
      ],
    );
    assert.deepEqual(github.problems, []);
  });

  test('a commit leads to its pull request, but not that of a fork', async (t) => {
    const { octokit, github, head, base } = await makeSetting(t);
    const [pull] = github.state.pulls;
    assert.ok(pull);
    const found = async (commit_sha: string) => {
      const { data } = await octokit.request('GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls', {
        ...SHOP,
        commit_sha,
      });
      return data.map(({ number }) => number);
    };
    assert.deepEqual(await found(head), [7]);
    assert.deepEqual(await found(base), []);
    pull.headRepository = 'eve/shop';
    assert.deepEqual(await found(head), []);
    const list = async (by: string) =>
      (await octokit.request('GET /repos/{owner}/{repo}/pulls', { ...SHOP, head: by })).data.map(
        ({ number }) => number,
      );
    assert.deepEqual(await list('eve:discount'), [7]);
    assert.deepEqual(await list('acme:discount'), []);
    assert.deepEqual(github.problems, []);
  });

  test('two commits are compared from where they part', async (t) => {
    const { octokit, github, repository, head, base } = await makeSetting(t);
    repository.commit({ 'CHANGES.md': 'x\n' });
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/compare/{basehead}', {
      ...SHOP,
      basehead: `main...${head}`,
    });
    assert.deepEqual(
      [data.status, data.ahead_by, data.behind_by, data.merge_base_commit.sha, data.files?.length],
      ['diverged', 1, 1, base, 2],
    );
    const unknown = { ...SHOP, basehead: `main...${'0'.repeat(40)}` };
    assert.equal(
      (await refusalOf(octokit.request('GET /repos/{owner}/{repo}/compare/{basehead}', unknown))).status,
      404,
    );
    assert.deepEqual(github.problems, []);
  });

  test('a SARIF file comes in base64 of gzip', async (t) => {
    const { octokit, github, head } = await makeSetting(t);
    const upload = (sarif: string) =>
      octokit.request('POST /repos/{owner}/{repo}/code-scanning/sarifs', {
        ...SHOP,
        commit_sha: head,
        ref: 'refs/pull/7/head',
        sarif,
      });
    assert.equal((await upload(gzipSync('{"version":"2.1.0"}').toString('base64'))).status, 202);
    assert.equal((await refusalOf(upload('e30='))).status, 422);
    assert.deepEqual(
      github.state.sarifs.map(({ text, commit }) => [text, commit]),
      [['{"version":"2.1.0"}', head]],
    );
  });

  test('lists come in pages of a hundred at most, with links to the others', async (t) => {
    const { octokit, github } = await makeSetting(t);
    for (let count = 1; count <= 250; count++) github.comment('alice', `${count}`);
    const route = 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments';
    const page = async (more: object) => {
      const { data, headers } = await octokit.request(route, { ...ISSUE, ...more });
      const links = [...(headers.link ?? '').matchAll(/[?&]page=(\d+)[^>]*>; rel="(\w+)"/gu)];
      return [data.length, data[0]?.body, links.map(([, number, rel]) => `${rel} ${number}`).join(', ')];
    };
    assert.deepEqual(await page({}), [30, '1', 'next 2, last 9']);
    assert.deepEqual(await page({ per_page: 1000 }), [100, '1', 'next 2, last 3']);
    assert.deepEqual(await page({ per_page: 100, page: 2 }), [100, '101', 'prev 1, next 3, last 3, first 1']);
    assert.deepEqual(await page({ per_page: 100, page: 3 }), [50, '201', 'prev 2, first 1']);
    assert.deepEqual(await page({ per_page: 100, page: 4 }), [0, undefined, 'prev 3, first 1']);
    assert.deepEqual(github.problems, []);
  });
});
