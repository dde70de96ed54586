import assert from 'node:assert/strict';
import { suite, type TestContext, test } from 'node:test';
import { GateError } from '../../../src/errors.ts';
import { undecided } from '../../../src/gate/settle.ts';
import { badGateway, dropped, secondaryLimit } from '../../emulators/github/faults.ts';
import type { GithubOptions } from '../../emulators/github/start-github.ts';
import { JOB_TOKEN, READ_ONLY } from '../../emulators/github/tokens.ts';
import { openQuick } from './api-server.ts';
import { found, type PublishSetting, publisherOf, publishSetting } from './publish-setting.ts';

const ONLY_COMMENTS = { wishes: { 'check-run': 'off', 'review-comments': 'named' } } as const;

async function open(t: TestContext, options: GithubOptions = {}): Promise<PublishSetting> {
  const setting = await publishSetting(t, { people: { alice: { role: 'write' } }, ...options });
  return {
    ...setting,
    publish: (all, changed, legs) => setting.publish(all, { ...ONLY_COMMENTS, ...changed }, legs),
  };
}

const INTERRUPTED = new GateError('interrupted', 'It was cancelled.');
const a = found('alpha');
const b = found('beta', { path: 'src/cart.ts', startLine: 10, endLine: 10, evidence: 'line ten' });
const removed = found('gamma', {
  path: 'src/cart.ts',
  startLine: 10,
  endLine: 10,
  side: 'base',
  evidence: 'line 10',
});
const far = found('delta', { path: 'src/cart.ts', startLine: 20, endLine: 20, evidence: 'line 20' });

const comments = ({ github }: PublishSetting) =>
  github.state.reviewComments.map(({ path, line, side, body }) => `${path}:${line} ${side} ${title(body)}`);
const title = (body: string) => /: (\w+)\*\*/u.exec(body)?.[1] ?? '';

suite('review comments', () => {
  test('stand on the lines that they are about, on either side, in one review that only comments', async (t) => {
    const setting = await open(t);
    const range = found('epsilon', { startLine: 2, endLine: 3, evidence: 'two\nthree' });
    const [result] = await setting.publish([a, b, removed, range]);
    assert.deepEqual([result?.outcome, result?.count, result?.failure], ['published', 4, null]);
    assert.deepEqual(comments(setting).toSorted(), [
      'src/cart.ts:10 LEFT gamma',
      'src/cart.ts:10 RIGHT beta',
      'src/new.ts:1 RIGHT alpha',
      'src/new.ts:3 RIGHT epsilon',
    ]);
    const [review, ...more] = setting.github.state.reviews;
    assert.deepEqual([review?.state, review?.commit, more.length], ['COMMENTED', setting.head, 0]);
    assert.match(review?.body ?? '', /^⛔ \*\*Review gate: block\*\*.*4 findings/u);
    assert.deepEqual(setting.github.problems, []);
  });

  test('what cannot stand on a line is listed in the text of the review, once', async (t) => {
    const setting = await open(t);
    await setting.publish([a, far, found('whole', { startLine: 0, endLine: 0, evidence: '' })]);
    assert.deepEqual(comments(setting), ['src/new.ts:1 RIGHT alpha']);
    assert.match(setting.github.state.reviews[0]?.body ?? '', /`src\/cart\.ts` line 20: delta[^]*whole/u);
    await setting.publish([a, far]);
    assert.equal(setting.github.state.reviews.length, 1);
  });

  test('ten pushes leave each finding one comment, in its place, and none of what is fixed', async (t) => {
    const setting = await open(t);
    await setting.publish([a, b, found('fixed')]);
    const first = setting.github.state.reviewComments.map(({ id }) => id);
    let parent = setting.head;
    for (let push = 2; push <= 10; push += 1) {
      parent = setting.repository.commit(
        { 'src/new.ts': `${'new\n'.repeat(push)}one\ntwo\nthree\n` },
        { branch: 'discount', parents: [parent] },
      );
      setting.github.push(parent);
      const line = push + 1;
      await setting.publish([{ ...a, startLine: line, endLine: line }, b]);
      assert.deepEqual(
        comments(setting)
          .map((text) => text.split(' ').at(-1))
          .toSorted((one = '', other = '') => one.localeCompare(other)),
        ['alpha', 'beta'],
      );
    }
    assert.ok(setting.github.state.reviewComments.every(({ id }) => first.includes(id)));
    assert.equal(setting.github.state.reviews.length, 1, 'nothing new was said');
    assert.deepEqual(setting.github.problems, []);
  });

  test('a comment that people have answered is theirs: neither deleted nor rewritten nor repeated', async (t) => {
    const setting = await open(t);
    await setting.publish([a, b]);
    const [one, two] = setting.github.state.reviewComments;
    setting.github.reply('alice', one?.id ?? 0, 'I do not think so.');
    setting.github.reply('alice', two?.id ?? 0, 'Why?');
    const before = setting.github.state.reviewComments.map(({ body }) => body);
    await setting.publish([{ ...a, severity: 'low' }]);
    assert.deepEqual(
      setting.github.state.reviewComments.map(({ body }) => body),
      before,
    );
  });

  test('a kept comment is rewritten when its text changed, and only then', async (t) => {
    const setting = await open(t);
    await setting.publish([a]);
    await setting.publish([a]);
    const patches = () => setting.github.requests.filter(({ method }) => method === 'PATCH').length;
    assert.equal(patches(), 0);
    await setting.publish([{ ...a, severity: 'low' }]);
    assert.equal(patches(), 1);
    assert.match(setting.github.state.reviewComments[0]?.body ?? '', /^\*\*low: alpha/u);
    assert.equal(setting.github.state.reviewComments.length, 1);
  });

  test('nothing counts as fixed when the leg that found it did not come to its end', async (t) => {
    const setting = await open(t);
    const rule = found('rule', { source: 'rule', rule: 'mcp-added' });
    await setting.publish([a, rule]);
    await setting.publish([rule], {}, { reviewFailed: true });
    assert.equal(comments(setting).length, 2);
    await setting.publish([a], {}, { auditFailed: true });
    assert.equal(comments(setting).length, 2);
    await setting.publish([]);
    assert.equal(comments(setting).length, 0);
  });

  test('a marker that somebody else wrote makes a comment neither ours nor one that is said already', async (t) => {
    const setting = await open(t);
    await setting.publish([a]);
    const body = setting.github.state.reviewComments[0]?.body ?? '';
    const { reviewComments } = setting.github.state;
    const copy = (login: string, type: 'User' | 'Bot') => ({
      ...(reviewComments[0] as (typeof reviewComments)[number]),
      id: setting.github.state.nextId(),
      author: { login, type },
      body,
    });
    reviewComments.splice(
      0,
      1,
      copy('github-actions[bot]', 'User'),
      copy('mallory', 'User'),
      copy('other[bot]', 'Bot'),
    );
    await setting.publish([a]);
    assert.equal(reviewComments.length, 4);
    await setting.publish([]);
    assert.equal(reviewComments.length, 3, 'ours alone is deleted');
  });

  for (const [what, fault] of [
    ['a 502 after it took effect', badGateway({ effect: true })],
    ['a 502 before it took effect', badGateway({ effect: false })],
    ['a cut connection after it took effect', dropped({ effect: true })],
    ['a cut connection before it took effect', dropped({ effect: false })],
  ] as const) {
    test(`a review that ended with ${what} is there once`, async (t) => {
      const setting = await open(t, { faults: [{ on: 'pulls/create-review', mishap: fault }] });
      const [result] = await setting.publish([a, b, far]);
      assert.equal(result?.failure, null);
      assert.equal(comments(setting).length, 2);
      assert.equal(setting.github.state.reviews.length, 1);
    });
  }

  test('a run that died half way is continued by the next one', async (t) => {
    const setting = await open(t);
    const many = Array.from({ length: 40 }, (_, index) =>
      found(`m${index}`, { startLine: 1 + (index % 3), endLine: 1 + (index % 3) }),
    );
    await setting.publish(many.slice(0, 25));
    await setting.publish(many);
    assert.equal(comments(setting).length, 40);
    assert.equal(new Set(comments(setting).map((text) => text.split(' ').at(-1))).size, 40);
  });

  test('comments that GitHub does not take are found by halving and listed, and none of the others is lost', async (t) => {
    const setting = await open(t);
    const many = Array.from({ length: 30 }, (_, index) => found(`m${index}`));
    const outcome = await setting.outcomeOf([
      ...many,
      found('wrong', { path: 'src/cart.ts', startLine: 20, endLine: 20 }),
    ]);
    const lying = {
      ...outcome,
      hunks: [
        ...outcome.hunks.filter(({ path }) => path !== 'src/cart.ts'),
        { path: 'src/cart.ts', hunks: [{ baseStart: 1, baseLines: 40, headStart: 1, headLines: 40 }] },
      ],
    };
    const [result] = await publisherOf(setting.github, setting.head, ONLY_COMMENTS).publish(lying);
    assert.equal(result?.failure, null);
    assert.equal(comments(setting).length, 30);
    assert.match(setting.github.state.reviews.map(({ body }) => body).join('\n'), /line 20: wrong/u);
    assert.ok(setting.github.requests.filter(({ method }) => method === 'POST').length <= 14);
  });

  test('a head that moved gets nothing, and there is no pass', async (t) => {
    const setting = await open(t);
    const outcome = await setting.outcomeOf([a]);
    setting.github.push(
      setting.repository.commit({ x: 'y\n' }, { branch: 'discount', parents: [setting.head] }),
    );
    const [result] = await publisherOf(setting.github, setting.head, {
      wishes: { 'check-run': 'off', 'review-comments': 'auto' },
    }).publish(outcome);
    assert.deepEqual([result?.outcome, result?.failure?.code], ['skipped', 'head-moved']);
    assert.equal(setting.github.state.reviewComments.length, 0);
  });

  test('a token that may only read costs nothing unless comments were asked for by name', async (t) => {
    const setting = await open(t, { permissions: READ_ONLY });
    const wishes = (wish: 'auto' | 'named') =>
      ({ wishes: { 'check-run': 'off', 'review-comments': wish } }) as const;
    const [auto] = await setting.publish([a], wishes('auto'));
    assert.deepEqual([auto?.outcome, auto?.failure], ['skipped', null]);
    assert.match(auto?.note ?? '', /"pull-requests: write"/u);
    const [named] = await setting.publish([a], wishes('named'));
    assert.deepEqual([named?.outcome, named?.failure?.code], ['failed', 'publish-failed']);
    const [fork] = await setting.publish([a], { ...wishes('named'), isStranger: true });
    assert.deepEqual([fork?.outcome, fork?.failure], ['skipped', null]);
  });

  test('an event without a pull request is said and blocks no merge queue', async (t) => {
    const setting = await open(t);
    const [result] = await setting.publish([a], { place: { repository: 'acme/shop', number: null } });
    assert.deepEqual([result?.outcome, result?.failure], ['skipped', null]);
    assert.match(result?.note ?? '', /no pull request/u);
  });

  test('the token of a person is not used for comments', async (t) => {
    // Of the form of today, and of the one before 2021.
    const tokens = ['ghp_x', '0123456789abcdef'.repeat(3).slice(0, 40)];
    const alice = { kind: 'pat', login: 'alice' } as const;
    const setting = await open(t, { tokens: Object.fromEntries(tokens.map((token) => [token, alice])) });
    const wishes = (wish: 'auto' | 'named') =>
      ({ wishes: { 'check-run': 'off', 'review-comments': wish } }) as const;
    for (const token of tokens) {
      const [auto] = await setting.publish([a], { token, ...wishes('auto') });
      assert.deepEqual([auto?.outcome, auto?.failure], ['skipped', null]);
      const [named] = await setting.publish([a], { token, ...wishes('named') });
      assert.deepEqual([named?.outcome, named?.failure?.code], ['failed', 'publish-failed']);
    }
    assert.ok(setting.github.requests.every(({ operation }) => operation === 'pulls/get'));
  });

  test('an app of the team finds its own comments again, although nobody told its name', async (t) => {
    const permissions = { 'pull-requests': 'write', contents: 'read' } as const;
    const setting = await open(t, {
      tokens: { ghs_other: { kind: 'app', slug: 'ours', id: 4, permissions } },
    });
    const all = [a, b, found('zeta'), far];
    for (let push = 0; push < 3; push += 1) {
      await setting.publish(all, { token: 'ghs_other' });
      assert.equal(comments(setting).length, 3);
    }
  });

  test('a list of another bot hides nothing, also while nobody told who we are', async (t) => {
    const setting = await open(t, { permissions: { 'pull-requests': 'write', contents: 'read' } });
    const { state } = setting.github;
    const own = { id: 1, pull: 7, commit: setting.head, submittedAt: state.now() };
    const body = `Fine.\n\n<!-- review-gate:v1 listed=${far.id} -->`;
    const author = { login: 'other[bot]', type: 'Bot' } as const;
    state.reviews.push({ ...own, author, body, state: 'COMMENTED' });
    await setting.publish([far]);
    assert.match(state.reviews.at(-1)?.body ?? '', /Not on a line of this diff/u);
    await setting.publish([far]);
    assert.equal(state.reviews.length, 2);
  });

  test('a second publication of one run corrects what the first one said', async (t) => {
    const setting = await open(t);
    const publisher = publisherOf(setting.github, setting.head, ONLY_COMMENTS);
    const outcome = await setting.outcomeOf([{ ...a, severity: 'low' }]);
    await publisher.publish(outcome);
    await publisher.publish({ ...outcome, verdict: 'inconclusive' });
    const { reviews, reviewComments } = setting.github.state;
    assert.deepEqual([reviews.length, reviewComments.length], [1, 1]);
    assert.match(reviews[0]?.body ?? '', /^⚠️ \*\*Review gate: inconclusive/u);
  });

  test('a push that comes while the check run fails is seen before anything is posted', async (t) => {
    let move = () => {};
    const fails = { ...badGateway({ effect: false }), meanwhile: () => move() };
    const setting = await open(t, { faults: [{ on: 'checks/create', nth: 'every', mishap: fails }] });
    const next = setting.repository.commit({ 'src/new.ts': 'two\n' }, { parents: [setting.head] });
    move = () => setting.github.push(next);
    const wishes = { 'check-run': 'auto', 'review-comments': 'auto' } as const;
    const results = await setting.publish([a], { wishes });
    assert.deepEqual(
      results.map(({ outcome, failure }) => [outcome, failure?.code]),
      [
        ['failed', undefined],
        ['skipped', 'head-moved'],
      ],
    );
    assert.equal(setting.github.state.reviews.length, 0);
  });

  test('a run that was cancelled after it posted corrects its verdict, and writes nothing else', async (t) => {
    const correct = async (hasLate: boolean) => {
      const setting = await open(t);
      const controller = new AbortController();
      const { signal } = controller;
      const api = openQuick(setting.github.url, { token: JOB_TOKEN, signal });
      const openLate = () => openQuick(setting.github.url, { token: JOB_TOKEN });
      const changed = { ...ONLY_COMMENTS, api, signal, ...(hasLate ? { openLate } : {}) };
      const publisher = publisherOf(setting.github, setting.head, changed);
      const passed = await setting.outcomeOf([{ ...a, severity: 'low' }]);
      await publisher.publish(passed);
      controller.abort(INTERRUPTED);
      const sent = setting.github.requests.length;
      const [result] = await publisher.publish(undecided(INTERRUPTED, passed));
      assert.equal(result?.outcome, 'skipped');
      const { reviews } = setting.github.state;
      assert.equal(reviews.length, 1);
      return { body: reviews[0]?.body ?? '', sent: setting.github.requests.length - sent };
    };
    const corrected = await correct(true);
    assert.match(corrected.body, /^⚠️ \*\*Review gate: inconclusive/u);
    assert.equal(corrected.sent, 1);
    // What would have stayed without the late client.
    assert.match((await correct(false)).body, /^✅ \*\*Review gate: pass/u);
  });

  test('a secondary limit is waited for', async (t) => {
    const setting = await open(t, {
      faults: [{ on: 'pulls/create-review', mishap: secondaryLimit(429, 3) }],
    });
    const [result] = await setting.publish([a]);
    assert.equal(result?.outcome, 'published');
    assert.equal(comments(setting).length, 1);
  });

  test('nothing is written by a run that was ended', async (t) => {
    const setting = await open(t);
    const [result] = await setting.publish([a], {
      signal: AbortSignal.abort(new Error('x')),
      token: JOB_TOKEN,
    });
    assert.deepEqual([result?.outcome, result?.failure?.code], ['skipped', 'internal']);
    assert.equal(setting.github.requests.length, 0);
  });
});
