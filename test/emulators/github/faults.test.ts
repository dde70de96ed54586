import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  answered,
  badGateway,
  dropped,
  type Mishap,
  meanwhile,
  secondaryLimit,
  serverError,
  slow,
} from './faults.ts';
import { ISSUE, makeSetting, PULL, refusalOf, type Setting } from './setting.ts';

const comment = ({ octokit }: Setting) =>
  octokit.request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', { ...ISSUE, body: 'x' });

const befallen = async (t: Parameters<typeof makeSetting>[0], mishap: Mishap) => {
  const setting = await makeSetting(t, { faults: [{ on: 'issues/create-comment', mishap }] });
  const refusal = await refusalOf(comment(setting));
  await comment(setting);
  return { ...refusal, made: setting.github.state.issueComments.length, setting };
};

suite('faults', () => {
  for (const [effect, made] of [
    [true, 2],
    [false, 1],
  ] as const) {
    test(`a bad gateway ${effect ? 'behind' : 'before'} the effect`, async (t) => {
      const { status, made: found, setting } = await befallen(t, badGateway({ effect }));
      assert.deepEqual([status, found], [502, made]);
      assert.deepEqual(
        setting.github.requests.map((request) => request.status),
        [502, 201],
      );
    });

    test(`a connection that breaks ${effect ? 'behind' : 'before'} the effect`, async (t) => {
      const { status, made: found, setting } = await befallen(t, dropped({ effect }));
      assert.deepEqual([status, found], [0, made]);
      assert.equal(setting.github.requests[0]?.status, 0);
    });
  }

  for (const status of [403, 429] as const)
    test(`a secondary limit by ${status} says how long to wait`, async (t) => {
      const refusal = await befallen(t, secondaryLimit(status, 7));
      assert.equal(refusal.status, status);
      assert.match(refusal.message, /secondary rate limit/u);
      assert.deepEqual(
        Object.entries(refusal.headers).filter(([name]) => name === 'retry-after'),
        [['retry-after', '7']],
      );
      assert.equal(refusal.made, 1);
    });

  test('an error of the server, and any other answer', async (t) => {
    assert.equal((await befallen(t, serverError())).status, 500);
    assert.equal((await befallen(t, answered({ status: 451, body: { message: 'No' } }))).status, 451);
  });

  test('a slow answer comes in the end', async (t) => {
    const setting = await makeSetting(t, { faults: [{ on: '*', mishap: slow(150) }] });
    const started = performance.now();
    await comment(setting);
    assert.ok(performance.now() - started >= 145);
  });

  test('a route is named as in the description, and the calls are counted', async (t) => {
    const on = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
    const faults = [{ on, nth: [2, 4], mishap: serverError() }] as const;
    const setting = await makeSetting(t, { faults });
    for (let call = 0; call < 5; call++) await comment(setting).catch(() => undefined);
    await setting.octokit.request('GET /rate_limit');
    assert.deepEqual(
      setting.github.requests.map(({ status }) => status),
      [201, 500, 201, 500, 201, 200],
    );
  });

  test('the head moves while a request is on its way', async (t) => {
    let move = () => undefined as void;
    const setting = await makeSetting(t, {
      faults: [{ on: 'pulls/get', nth: 2, mishap: meanwhile(() => move()) }],
    });
    const { octokit, repository, head, github } = setting;
    const next = repository.commit({ 'src/new.ts': 'four\n' }, { branch: 'discount', parents: [head] });
    move = () => github.push(next);
    const heads = [];
    for (let call = 0; call < 3; call++)
      heads.push(
        (await octokit.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', PULL)).data.head.sha,
      );
    assert.deepEqual(heads, [head, next, next]);
    assert.deepEqual(github.problems, []);
  });

  test('the primary limit ends at its hour', async (t) => {
    const setting = await makeSetting(t, { rate: { remaining: 1, resetInSeconds: 1 } });
    await comment(setting);
    const refusal = await refusalOf(comment(setting));
    const headers = Object.fromEntries(Object.entries(refusal.headers)) as Record<string, string>;
    assert.match(`${refusal.status} ${refusal.message}`, /^403 API rate limit exceeded/u);
    assert.equal(headers['x-ratelimit-remaining'], '0');
    const left = await setting.octokit.request('GET /rate_limit');
    assert.equal(left.data.resources.core.remaining, 0);
    setting.github.state.rate.reset = Math.floor(Date.now() / 1_000);
    await comment(setting);
    assert.equal(setting.github.state.rate.remaining, 999);
    assert.deepEqual(setting.github.problems, []);
  });
});
