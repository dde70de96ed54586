import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ISSUE, makeSetting, PULL, refusalOf, SHOP } from './setting.ts';
import { READ_ONLY } from './tokens.ts';

const ROUTE = 'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews';
const review = (comments: readonly object[]) =>
  ({ ...PULL, event: 'COMMENT', body: 'Found something.', comments: [...comments] }) as never;
const on = (line: number, more: object = {}) => ({ path: 'src/cart.ts', body: 'Look here.', line, ...more });

suite('reviews', () => {
  test('a comment stands on a line of a hunk, context included', async (t) => {
    const { github, octokit, head } = await makeSetting(t);
    await octokit.request(ROUTE, review([on(10), on(7), on(33), on(10, { side: 'LEFT' })]));
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/comments', PULL);
    assert.deepEqual(
      data.map(({ path, line, side, commit_id }) => ({ path, line, side, commit_id })),
      [
        [10, 'RIGHT'],
        [7, 'RIGHT'],
        [33, 'RIGHT'],
        [10, 'LEFT'],
      ].map(([line, side]) => ({ path: 'src/cart.ts', line, side, commit_id: head })),
    );
    assert.deepEqual(github.problems, []);
  });

  test('one comment outside of the hunks refuses them all, and the answer does not say which', async (t) => {
    const { github, octokit } = await makeSetting(t);
    for (const wrong of [on(6), on(14), on(40), on(10, { path: 'README.md' }), on(1, { path: 'none.ts' })]) {
      const { status, message } = await refusalOf(octokit.request(ROUTE, review([on(10), wrong])));
      assert.equal(status, 422);
      assert.match(message, /Pull request review thread (?:line must be part of the diff|path is invalid)/u);
    }
    assert.deepEqual([github.state.reviews, github.state.reviewComments], [[], []]);
    assert.deepEqual(github.problems, []);
  });

  test('a new file has no left side', async (t) => {
    const { octokit } = await makeSetting(t);
    await octokit.request(ROUTE, review([on(3, { path: 'src/new.ts' })]));
    const left = review([on(1, { path: 'src/new.ts', side: 'LEFT' })]);
    assert.equal((await refusalOf(octokit.request(ROUTE, left))).status, 422);
  });

  test('several lines start before they end, within one hunk', async (t) => {
    const { octokit } = await makeSetting(t);
    await octokit.request(ROUTE, review([on(11, { start_line: 9 })]));
    await octokit.request(ROUTE, review([on(10, { start_line: 10, start_side: 'LEFT' })]));
    const refusal = (start: number, line: number) =>
      refusalOf(octokit.request(ROUTE, review([on(line, { start_line: start })])));
    assert.match((await refusal(10, 10)).message, /start line must precede the end line/u);
    assert.match((await refusal(11, 10)).message, /start line must precede the end line/u);
    assert.match((await refusal(10, 30)).message, /same hunk as the line/u);
  });

  test('a side has two names', async (t) => {
    const { octokit } = await makeSetting(t);
    assert.equal((await refusalOf(octokit.request(ROUTE, review([on(10, { side: 'BOTTOM' })])))).status, 422);
  });

  test('a review needs a text, of at most 65,536 characters', async (t) => {
    const { octokit } = await makeSetting(t);
    const post = (body: string) => octokit.request(ROUTE, { ...PULL, event: 'COMMENT', body });
    await post('😀'.repeat(65_536));
    assert.equal((await refusalOf(post('x'.repeat(65_537)))).status, 422);
    assert.equal((await refusalOf(post(''))).status, 422);
    const long = review([on(10, { body: 'x'.repeat(65_537) })]);
    assert.match((await refusalOf(octokit.request(ROUTE, long))).message, /65536 characters/u);
  });

  test('the commit is one of the pull request', async (t) => {
    const { octokit, repository, head, base, github } = await makeSetting(t);
    const next = repository.commit({ 'src/new.ts': 'four\n' }, { branch: 'discount', parents: [head] });
    const apart = repository.commit({ 'src/new.ts': 'five\n' }, { branch: 'apart', parents: [base] });
    github.push(next);
    const post = (commit_id: string) =>
      octokit.request(ROUTE, { ...PULL, event: 'COMMENT', body: 'x', commit_id });
    await post(head);
    await post(next);
    assert.match((await refusalOf(post(apart))).message, /not part of the pull request/u);
    assert.equal((await refusalOf(post('0'.repeat(40)))).status, 422);
  });

  test('a job must not approve', async (t) => {
    const { octokit } = await makeSetting(t);
    const { status, message } = await refusalOf(
      octokit.request(ROUTE, { ...PULL, event: 'APPROVE', body: 'x' }),
    );
    assert.equal(status, 422);
    assert.match(message, /not permitted to approve/u);
  });

  test('the same review twice stands there twice', async (t) => {
    const { octokit, github } = await makeSetting(t);
    await octokit.request(ROUTE, review([on(10)]));
    await octokit.request(ROUTE, review([on(10)]));
    assert.equal(github.state.reviewComments.length, 2);
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', PULL);
    assert.deepEqual(
      data.map(({ state, user }) => [state, user?.login, user?.type]),
      Array.from({ length: 2 }, () => ['COMMENTED', 'github-actions[bot]', 'Bot']),
    );
    const first = { ...PULL, review_id: Number(data[0]?.id) };
    const own = await octokit.request(
      'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/comments',
      first,
    );
    assert.equal(own.data.length, 1);
    assert.deepEqual(github.problems, []);
  });

  test('a comment moves with its line, and is outdated when the line is gone', async (t) => {
    const { octokit, repository, head, github } = await makeSetting(t);
    await octokit.request(ROUTE, review([on(10), on(30)]));
    const text = repository.git('show', `${head}:src/cart.ts`);
    const pushed = text.replace('line thirty', 'line 30 again').replace('line 1\n', 'line 0\nline 1\n');
    github.push(repository.commit({ 'src/cart.ts': pushed }, { branch: 'discount', parents: [head] }));
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/comments', PULL);
    assert.deepEqual(
      data.map(({ line, original_line, commit_id }) => [line, original_line, commit_id === head]),
      [
        [11, 10, false],
        [null, 30, true],
      ],
    );
    assert.deepEqual(github.problems, []);
  });

  test('a review is refused for a token that only reads', async (t) => {
    const { octokit, github } = await makeSetting(t, { permissions: READ_ONLY });
    const { status, message } = await refusalOf(octokit.request(ROUTE, review([on(10)])));
    assert.deepEqual([status, message.split(' - ')[0]], [403, 'Resource not accessible by integration']);
    assert.deepEqual(github.state.reviews, []);
    await octokit.request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', ISSUE);
    await octokit.request('GET /repos/{owner}/{repo}', SHOP);
    assert.deepEqual(github.problems, []);
  });
});
