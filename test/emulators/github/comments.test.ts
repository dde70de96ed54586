import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ISSUE, makeSetting, PULL, refusalOf, type Setting, SHOP } from './setting.ts';

const COMMENTS = '/repos/{owner}/{repo}/pulls/{pull_number}/comments';

const place = ({ octokit, head }: Setting, more: object = {}) =>
  octokit.request(`POST ${COMMENTS}`, {
    ...PULL,
    path: 'src/cart.ts',
    line: 10,
    side: 'RIGHT',
    commit_id: head,
    body: 'Look here.',
    ...more,
  });

suite('comments', () => {
  test('a single comment obeys the hunks as well', async (t) => {
    const setting = await makeSetting(t);
    const { data } = await place(setting);
    assert.deepEqual([data.path, data.line, data.side], ['src/cart.ts', 10, 'RIGHT']);
    assert.match(data.diff_hunk, /^@@ -7,7 \+7,7 @@[^]*\+line ten$/u);
    assert.equal((await refusalOf(place(setting, { line: 20 }))).status, 422);
    assert.deepEqual(setting.github.problems, []);
  });

  test('a comment on a whole file has no line, and the file is one of the change', async (t) => {
    const setting = await makeSetting(t);
    const whole = { ...PULL, commit_id: setting.head, body: 'x', subject_type: 'file' } as const;
    const { data } = await setting.octokit.request(`POST ${COMMENTS}`, { ...whole, path: 'src/new.ts' });
    assert.deepEqual([data.subject_type, data.line], ['file', undefined]);
    const refusal = await refusalOf(
      setting.octokit.request(`POST ${COMMENTS}`, { ...whole, path: 'README.md' }),
    );
    assert.equal(refusal.status, 422);
    assert.deepEqual(setting.github.problems, []);
  });

  test('a file whose diff is too large takes a comment as a whole and on no line', async (t) => {
    const setting = await makeSetting(t, { withoutPatch: ['src/cart.ts'] });
    const { octokit, head } = setting;
    assert.equal((await refusalOf(place(setting))).status, 422);
    const whole = { ...PULL, commit_id: head, body: 'x', subject_type: 'file', path: 'src/cart.ts' } as const;
    assert.equal((await octokit.request(`POST ${COMMENTS}`, whole)).status, 201);
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', PULL);
    assert.deepEqual(
      data.map(({ filename, patch }) => [filename, patch === undefined]),
      [
        ['src/cart.ts', true],
        ['src/new.ts', false],
      ],
    );
  });

  test('answers hang on the first comment of their thread', async (t) => {
    const setting = await makeSetting(t);
    const { octokit, github } = setting;
    const { data: first } = await place(setting);
    const theirs = github.reply('alice', Number(first.id), 'No.');
    const answer = { ...PULL, comment_id: first.id, body: 'Yes.' };
    const replies = '/repos/{owner}/{repo}/pulls/{pull_number}/comments/{comment_id}/replies';
    await octokit.request(`POST ${replies}`, answer);
    await place(setting, { body: 'Sure.', in_reply_to: Number(first.id) });
    const { data } = await octokit.request(`GET ${COMMENTS}`, PULL);
    assert.deepEqual(
      data.map(({ user, body, in_reply_to_id }) => [user?.login, body, in_reply_to_id]),
      [
        ['github-actions[bot]', 'Look here.', undefined],
        ['alice', 'No.', first.id],
        ['github-actions[bot]', 'Yes.', first.id],
        ['github-actions[bot]', 'Sure.', first.id],
      ],
    );
    const deeper = octokit.request(`POST ${replies}`, { ...answer, comment_id: theirs.id });
    assert.equal((await refusalOf(deeper)).status, 422);
    assert.equal(
      (await refusalOf(octokit.request(`POST ${replies}`, { ...answer, comment_id: 5 }))).status,
      404,
    );
  });

  test('an App changes and deletes what it made, and nothing else', async (t) => {
    const setting = await makeSetting(t);
    const { octokit, github } = setting;
    const { data: mine } = await place(setting);
    const { id: theirs } = github.reply('alice', Number(mine.id), 'No.');
    const route = '/repos/{owner}/{repo}/pulls/comments/{comment_id}';
    const patch = (comment_id: number) =>
      octokit.request(`PATCH ${route}`, { ...SHOP, comment_id, body: 'New.' });
    const remove = (comment_id: number) => octokit.request(`DELETE ${route}`, { ...SHOP, comment_id });
    assert.equal((await refusalOf(patch(theirs))).status, 403);
    assert.equal((await refusalOf(remove(theirs))).status, 403);
    assert.equal((await patch(Number(mine.id))).data.body, 'New.');
    assert.equal((await remove(Number(mine.id))).status, 204);
    assert.equal((await refusalOf(remove(Number(mine.id)))).status, 404);
    assert.deepEqual(
      github.state.reviewComments.map(({ id }) => id),
      [theirs],
    );
  });

  test('so it is with comments on the conversation, whose text has 65,536 characters at most', async (t) => {
    const { octokit, github } = await makeSetting(t);
    const post = (body: string) =>
      octokit.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { ...ISSUE, body });
    const { data } = await post('x'.repeat(65_536));
    assert.equal((await refusalOf(post('x'.repeat(65_537)))).status, 422);
    assert.equal((await refusalOf(post(' '))).status, 422);
    const { id: theirs } = github.comment('alice', '/gate accept 1234');
    const route = '/repos/{owner}/{repo}/issues/comments/{comment_id}';
    const patch = (comment_id: number) =>
      octokit.request(`PATCH ${route}`, { ...SHOP, comment_id, body: 'y' });
    assert.equal((await refusalOf(patch(theirs))).status, 403);
    assert.equal((await patch(Number(data.id))).data.body, 'y');
    assert.equal(
      (await octokit.request(`GET ${route}`, { ...SHOP, comment_id: theirs })).data.user?.type,
      'User',
    );
    await octokit.request(`DELETE ${route}`, { ...SHOP, comment_id: data.id });
    assert.equal(github.state.issueComments.length, 1);
    assert.deepEqual(github.problems, []);
  });
});
