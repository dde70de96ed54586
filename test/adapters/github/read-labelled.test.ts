import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { readLabelled } from '../../../src/adapters/github/read-labelled.ts';
import { makeDirectory } from '../git/make-repository.ts';

const HEAD = 'a'.repeat(40);
const EVENT = {
  action: 'labeled',
  label: { name: 'gate: accepted' },
  sender: { id: 2, login: 'alice', type: 'User' },
  pull_request: { number: 7, labels: [{ name: 'gate: accepted' }], head: { sha: HEAD } },
};

function labelledBy(t: TestContext, payload: unknown, name = 'pull_request', attempt = '1') {
  const path = join(makeDirectory(t), 'event.json');
  writeFileSync(path, JSON.stringify(payload));
  return readLabelled(name, path, attempt);
}

test('the event of a label says who set it, and at which head', async (t) => {
  const labelled = { by: { id: 2, login: 'alice', isUser: true }, label: 'gate: accepted', commit: HEAD };
  assert.deepEqual(await labelledBy(t, EVENT), labelled);
  assert.deepEqual(await labelledBy(t, EVENT, 'pull_request_target'), labelled);
  const bot = { ...EVENT, sender: { id: 3, login: 'helper[bot]', type: 'Bot' } };
  assert.equal((await labelledBy(t, bot))?.by.isUser, false);
});

test('a label that is merely there, was taken off, or is of something else, started nothing', async (t) => {
  for (const action of ['synchronize', 'opened', 'unlabeled', 'edited'])
    assert.equal(await labelledBy(t, { ...EVENT, action }), null, action);
  for (const name of ['issues', 'issue_comment', 'workflow_run', 'push'])
    assert.equal(await labelledBy(t, EVENT, name), null, name);
  const { sender: _, ...nobody } = EVENT;
  assert.equal(await labelledBy(t, nobody), null);
  assert.equal(await labelledBy(t, { ...EVENT, label: null }), null);
  assert.equal(await labelledBy(t, { ...EVENT, pull_request: { head: { sha: 'main' } } }), null);
});

test('a run that is made again has no label, for it tells who set it once and not who did last', async (t) => {
  for (const attempt of ['2', '10', '']) assert.equal(await labelledBy(t, EVENT, undefined, attempt), null);
  assert.notEqual(await labelledBy(t, EVENT, undefined, '1'), null);
});
