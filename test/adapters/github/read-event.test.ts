import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { readEvent } from '../../../src/adapters/github/read-event.ts';
import { GateError } from '../../../src/errors.ts';

const directory = mkdtempSync(join(tmpdir(), 'event-'));
after(() => rmSync(directory, { recursive: true, force: true }));

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);

function event(name: string, payload: unknown, sha = '') {
  const path = join(directory, 'event.json');
  writeFileSync(path, typeof payload === 'string' ? payload : JSON.stringify(payload));
  return readEvent(name, path, sha);
}

const pull = (head: object) => ({
  pull_request: {
    number: 7,
    head: { sha: A, ...head },
    base: { ref: 'main', sha: B, repo: { full_name: 'o/r' } },
  },
});

test('a pull request is judged against its base branch, never against the stale base.sha', async () => {
  const change = await event('pull_request', pull({ repo: { full_name: 'o/r' } }));
  assert.deepEqual(change, {
    head: A,
    pull: 7,
    headRef: 'refs/pull/7/head',
    base: null,
    baseRef: 'main',
    fork: false,
    privileged: false,
  });
});

test('a head from another repository, or from one that is gone, is a fork', async () => {
  assert.equal((await event('pull_request', pull({ repo: { full_name: 'x/r' } }))).fork, true);
  assert.equal((await event('pull_request', pull({ repo: null }))).fork, true);
});

test('pull_request_target is privileged', async () => {
  assert.equal((await event('pull_request_target', pull({ repo: null }))).privileged, true);
});

test('a merge group and a push fix both commits', async () => {
  const group = await event('merge_group', { merge_group: { head_sha: A, base_sha: B } });
  assert.deepEqual([group.head, group.base], [A, B]);
  const push = await event('push', { before: B, after: A, repository: { default_branch: 'main' } });
  assert.deepEqual([push.head, push.base, push.baseRef], [A, B, null]);
});

test('the first push of a branch is judged against the default branch', async () => {
  const push = await event('push', {
    before: '0'.repeat(40),
    after: A,
    repository: { default_branch: 'trunk' },
  });
  assert.deepEqual([push.base, push.baseRef], [null, 'trunk']);
});

test('a dispatch takes its inputs, else the commit of the run against the default branch', async () => {
  const repository = { default_branch: 'main' };
  const plain = await event('workflow_dispatch', { inputs: null, repository }, A);
  assert.deepEqual([plain.head, plain.base, plain.baseRef], [A, null, 'main']);
  const named = await event('workflow_dispatch', { inputs: { base: B, head: A }, repository }, B);
  assert.deepEqual([named.head, named.base, named.baseRef], [A, B, null]);
  const branch = await event('workflow_dispatch', { inputs: { base: 'release' }, repository }, A);
  assert.deepEqual([branch.base, branch.baseRef], [null, 'release']);
});

test('an event without a change is refused by name', async () => {
  await assert.rejects(
    event('schedule', {}),
    (error) =>
      error instanceof GateError && error.code === 'event-unsupported' && error.message.includes('schedule'),
  );
});

for (const [title, name, payload] of [
  ['not JSON', 'pull_request', '{'],
  ['not an object', 'pull_request', '[]'],
  ['a head that is no commit id', 'pull_request', pull({ sha: '--upload-pack=x', repo: null })],
  [
    'a pull request without base',
    'pull_request',
    { pull_request: { number: 1, head: { sha: A, repo: null } } },
  ],
  [
    'a dispatch head that is a branch',
    'workflow_dispatch',
    { inputs: { head: 'x' }, repository: { default_branch: 'm' } },
  ],
] as const) {
  test(`${title} is an invalid input`, async () => {
    await assert.rejects(
      event(name, payload),
      (error) => error instanceof GateError && error.code === 'input-invalid',
    );
  });
}
