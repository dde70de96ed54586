import assert from 'node:assert/strict';
import { request } from 'node:http';
import { suite, test } from 'node:test';
import { readDescription } from './description.ts';
import { HANDLERS } from './operations/index.ts';
import { clientOf, ISSUE, makeSetting, PULL, refusalOf, SHOP } from './setting.ts';
import { JOB_TOKEN } from './tokens.ts';

suite('the fake GitHub', () => {
  test('serves every operation of the description that it has', async () => {
    const api = await readDescription();
    const described = api.getOperations().map(({ operationId }) => operationId ?? '');
    assert.deepEqual(Object.keys(HANDLERS).toSorted(), described.toSorted());
  });

  test('tells a request that the description does not allow', async (t) => {
    const { octokit, github } = await makeSetting(t);
    const wrong = [
      ['POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews', { ...PULL, event: 'BLOCK' }],
      ['GET /repos/{owner}/{repo}/pulls/{pull_number}', { ...PULL, pull_number: 'seven' }],
      ['POST /repos/{owner}/{repo}/check-runs', { ...SHOP, name: 'x' }],
    ] as const;
    for (const [route, body] of wrong) {
      assert.equal((await refusalOf(octokit.request(route, body as never))).status, 422);
    }
    assert.deepEqual(github.problems.length, wrong.length);
    assert.match(
      github.problems.join('\n'),
      /allowed values[^]*must be integer[^]*required property 'head_sha'/u,
    );
  });

  test('tells what the description does not know, though GitHub takes no notice of it', async (t) => {
    const { octokit, github } = await makeSetting(t);
    const body = {
      ...PULL,
      event: 'COMMENT',
      body: 'x',
      comments: [{ path: 'src/cart.ts', body: 'x', line: 10, l: 1 }],
    };
    await octokit.request('POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews', body as never);
    assert.deepEqual(github.problems, ['POST /repos/acme/shop/pulls/7/reviews: /comments[]/l is unknown']);
  });

  test('tells a route that it does not have, and another repository is not there', async (t) => {
    const { octokit, github } = await makeSetting(t);
    assert.equal((await refusalOf(octokit.request('GET /emojis'))).status, 404);
    assert.match(github.problems.join('\n'), /GET \/emojis/u);
    const other = octokit.request('GET /repos/{owner}/{repo}', { ...SHOP, repo: 'other' });
    assert.equal((await refusalOf(other)).status, 404);
    assert.equal(github.problems.length, 1);
  });

  test('tells an answer of its own that the description does not allow', async (t) => {
    const { octokit, github } = await makeSetting(t);
    const [pull] = github.state.pulls;
    assert.ok(pull);
    pull.title = 7 as never;
    await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', PULL);
    assert.match(github.problems.join('\n'), /own answer to pulls\/get: \/title must be string/u);
  });

  test('answers with everything that the description promises', async (t) => {
    const { octokit, github, head } = await makeSetting(t);
    const { data: run } = await octokit.request('POST /repos/{owner}/{repo}/check-runs', {
      ...SHOP,
      name: 'x',
      head_sha: head,
    });
    const { data: pull } = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', PULL);
    const { data: repository } = await octokit.request('GET /repos/{owner}/{repo}', SHOP);
    const ids = [
      run.node_id,
      pull.node_id,
      pull.user.node_id,
      repository.node_id,
      pull.base.repo.owner.node_id,
    ];
    assert.equal(new Set(ids.filter((id) => id !== '')).size, ids.length);
    assert.deepEqual([run.app?.slug, run.app?.id], ['github-actions', 15_368]);
    assert.equal(pull.commits_url.startsWith('http'), true);
    assert.deepEqual(github.problems, []);
  });

  test('is an Enterprise Server below /api/v3', async (t) => {
    const { github } = await makeSetting(t);
    for (let count = 0; count < 3; count++) github.comment('alice', 'x');
    const octokit = clientOf({ url: github.enterpriseUrl });
    const { headers, data } = await octokit.request(
      'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
      { ...ISSUE, per_page: 2 },
    );
    assert.ok(headers.link?.startsWith(`<${github.enterpriseUrl}/repos/acme/shop/issues/7/comments?`));
    assert.ok(data[0]?.url.startsWith(github.enterpriseUrl));
    assert.deepEqual(github.problems, []);
  });

  test('writes down what it was asked', async (t) => {
    const { octokit, github } = await makeSetting(t);
    await octokit.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
      ...ISSUE,
      body: 'Hi',
    });
    await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', { ...PULL, per_page: 5 });
    assert.deepEqual(github.requests, [
      {
        method: 'POST',
        path: '/repos/acme/shop/issues/7/comments',
        operation: 'issues/create-comment',
        status: 201,
        body: { body: 'Hi' },
        token: 'job',
      },
      {
        method: 'GET',
        path: '/repos/acme/shop/pulls/7/files?per_page=5',
        operation: 'pulls/list-files',
        status: 200,
        body: null,
        token: 'job',
      },
    ]);
  });

  test('asks who is there, as GitHub does', async (t) => {
    const { github } = await makeSetting(t);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { authorization: `bearer ${JOB_TOKEN}` };
      request(`${github.url}/rate_limit`, { headers }, ({ statusCode }) => resolve(statusCode))
        .on('error', reject)
        .end();
    });
    assert.equal(status, 403);
  });

  test('is on loopback alone and stops with its test', async (t) => {
    const cleaners: (() => void)[] = [];
    const { github } = await makeSetting({ after: (clean) => cleaners.push(clean) });
    t.after(() => cleaners.forEach((clean) => clean()));
    assert.match(github.url, /^http:\/\/127\.0\.0\.1:\d+$/u);
    github.stop();
    await assert.rejects(fetch(github.url));
  });
});
