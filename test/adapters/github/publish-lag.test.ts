import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { undecided } from '../../../src/gate/settle.ts';
import { answered } from '../../emulators/github/faults.ts';
import { found, publisherOf, publishSetting } from './publish-setting.ts';

const NOTHING_YET = answered({ status: 200, body: [] });
const onLine = found('on a line');
const lineless = found('about the file', { startLine: 0, endLine: 0, evidence: '' });

suite('a server whose lists lag behind what it took', () => {
  for (const [what, on, findings] of [
    ['comments', 'pulls/list-review-comments', [onLine]],
    ['comments with a list', 'pulls/list-review-comments', [onLine, lineless]],
    ['the list of a review', 'pulls/list-reviews', [lineless]],
  ] as const) {
    test(`has ${what} once`, async (t) => {
      const setting = await publishSetting(t, { faults: [{ on, nth: [2, 3], mishap: NOTHING_YET }] });
      const results = await setting.publish(findings);
      assert.equal(setting.github.state.reviews.length, 1);
      assert.equal(setting.github.state.reviewComments.length, findings.includes(onLine) ? 1 : 0);
      assert.deepEqual(
        results.map(({ outcome }) => outcome),
        ['published', 'published'],
      );
    });
  }

  test('has a check run that is not there at the first looks', async (t) => {
    const notYet = answered({ status: 404, body: { message: 'Not Found' } });
    const setting = await publishSetting(t, { faults: [{ on: 'checks/get', nth: [1, 2], mishap: notYet }] });
    const [result] = await setting.publish([onLine]);
    assert.deepEqual([result?.outcome, result?.failure], ['published', null]);
    assert.equal(setting.github.state.checkRuns.length, 1);
  });

  test('tells at first the conclusion that a check run had before', async (t) => {
    const before = { id: 1, external_id: 'x', conclusion: 'success', app: null };
    const body = { ...before, output: { annotations_count: 0 } };
    const setting = await publishSetting(t, {
      faults: [{ on: 'checks/get', nth: [2, 3], mishap: answered({ status: 200, body }) }],
    });
    const publisher = publisherOf(setting.github, setting.head);
    const outcome = await setting.outcomeOf([]);
    await publisher.publish(outcome);
    const [result] = await publisher.publish(undecided({ code: 'interrupted', message: 'x' }, outcome));
    assert.deepEqual([result?.outcome, result?.failure], ['published', null]);
    assert.deepEqual(
      setting.github.state.checkRuns.map(({ conclusion }) => conclusion),
      ['failure'],
    );
  });
});
