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
  return readEvent({ name, path, sha, openApi: () => assert.fail('the payload says it all') });
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
    dependabot: false,
  });
});

test('drafts, bots and every action are read alike, and Dependabot is known by its login', async () => {
  const { pull_request: plain } = pull({ repo: { full_name: 'o/r' } });
  for (const [action, login, draft, dependabot] of [
    ['opened', 'octocat', true, false],
    ['ready_for_review', 'octocat', false, false],
    ['labeled', 'renovate[bot]', false, false],
    ['synchronize', 'dependabot[bot]', false, true],
  ] as const) {
    const payload = { action, label: { name: 'x' }, pull_request: { ...plain, draft, user: { login } } };
    const change = await event('pull_request', payload);
    assert.deepEqual([change.head, change.pull, change.dependabot], [A, 7, dependabot], action);
  }
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
  const ref = 'refs/heads/topic';
  const plain = await event('workflow_dispatch', { inputs: null, ref, repository }, A);
  assert.deepEqual([plain.head, plain.base, plain.baseRef], [A, null, 'main']);
  const named = await event('workflow_dispatch', { inputs: { base: B, head: A }, ref, repository }, B);
  assert.deepEqual([named.head, named.base, named.baseRef], [A, B, null]);
  // The id may be of a fork's commit.
  assert.deepEqual([plain.privileged, named.privileged], [false, true]);
  const branch = await event('workflow_dispatch', { inputs: { base: 'release' }, ref, repository }, A);
  assert.deepEqual([branch.base, branch.baseRef], [null, 'release']);
});

test('inputs of a dispatch that nobody filled in are as good as none', async () => {
  const nothing = { base: '', head: '' };
  const payload = { inputs: nothing, ref: 'refs/heads/x', repository: { default_branch: 'main' } };
  const change = await event('workflow_dispatch', payload, A);
  assert.deepEqual([change.head, change.base, change.baseRef], [A, null, 'main']);
});

test('a dispatch on the default branch without inputs names no change', async () => {
  const payload = { ref: 'refs/heads/main', repository: { default_branch: 'main' } };
  for (const inputs of [null, { base: '', head: '' }]) {
    await assert.rejects(event('workflow_dispatch', { ...payload, inputs }, A), {
      code: 'event-unsupported',
      message: /no change to judge/u,
    });
  }
  const since = await event('workflow_dispatch', { ...payload, inputs: { base: B } }, A);
  assert.deepEqual([since.head, since.base], [A, B]);
});

test('a branch that was deleted and a merge group that is gone are no change', async () => {
  const repository = { default_branch: 'main' };
  const refused = { code: 'event-unsupported', message: /nothing to judge/u };
  await assert.rejects(event('push', { before: A, after: '0'.repeat(40), repository }), refused);
  const group = { head_sha: A, base_sha: B };
  await assert.rejects(event('merge_group', { action: 'destroyed', merge_group: group }), refused);
  assert.equal((await event('merge_group', { action: 'checks_requested', merge_group: group })).head, A);
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
    { inputs: { head: 'x' }, ref: 'refs/heads/x', repository: { default_branch: 'm' } },
  ],
] as const) {
  test(`${title} is an invalid input`, async () => {
    await assert.rejects(
      event(name, payload),
      (error) => error instanceof GateError && error.code === 'input-invalid',
    );
  });
}
