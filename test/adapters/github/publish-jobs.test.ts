import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { found, type PublishSetting, publishSetting } from './publish-setting.ts';

const alpha = found('alpha', { source: 'agent' });
const beta = found('beta', { source: 'agent', startLine: 2, endLine: 2, evidence: 'two' });

const titles = ({ github }: PublishSetting) =>
  github.state.reviewComments.map(({ body }) => /: (\w+)\*\*/u.exec(body)?.[1] ?? '').toSorted();

// As two reviewers of one repository have it, each a job of its own.
suite('two jobs with the gate on one pull request', () => {
  test('leave the comments of each other where they are', async (t) => {
    const setting = await publishSetting(t);
    const publish = (job: string, findings: Parameters<PublishSetting['publish']>[0]) =>
      setting.publish(findings, { job });
    for (const _push of [1, 2, 3]) {
      await publish('security', [alpha]);
      await publish('style', [beta]);
      assert.deepEqual(titles(setting), ['alpha', 'beta']);
      assert.equal(setting.github.state.reviews.length, 2);
    }
    await publish('security', []);
    assert.deepEqual(titles(setting), ['beta']);
  });

  test('say one thing once, and the text is that of the first', async (t) => {
    const setting = await publishSetting(t);
    await setting.publish([alpha], { job: 'security' });
    const before = setting.github.state.reviewComments[0]?.body;
    await setting.publish([{ ...alpha, severity: 'low' }], { job: 'style' });
    assert.deepEqual(titles(setting), ['alpha']);
    assert.equal(setting.github.state.reviewComments[0]?.body, before);
    await setting.publish([{ ...alpha, severity: 'low' }], { job: 'security' });
    assert.match(setting.github.state.reviewComments[0]?.body ?? '', /^\*\*low/u);
  });

  test('take over what was written before jobs were told apart', async (t) => {
    const setting = await publishSetting(t);
    await setting.publish([alpha]);
    await setting.publish([], { job: 'security' });
    assert.deepEqual(titles(setting), []);
  });
});
