import assert from 'node:assert/strict';
import { readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeDirectory, runGit } from '../adapters/git/make-repository.ts';
import {
  dispatchEvent,
  mergeGroupEvent,
  pullRequestEvent,
  pushEvent,
  type RunEvent,
} from '../emulators/runner/events.ts';
import { startGitServer } from '../emulators/runner/git-server.ts';
import { checkout, makePull } from '../emulators/runner/pull.ts';
import { runStep } from '../emulators/runner/run-step.ts';
import { codesOf, expectVerdict, reportOf, trailOf } from './expect-step.ts';

const WIDE = '{ "permission": "allow" }\n';
const OFF = { review: 'off' };

test('each event that names a change is judged against its own base', async (t) => {
  const pull = makePull(t, { base: {}, head: { 'opencode.json': WIDE } });
  const server = await startGitServer(t, { directory: pull.repository.directory });
  const workspace = checkout(t, pull, { depth: 0, server: server.url });
  const { head, base, tip } = pull;
  const blocking: readonly [RunEvent, string, string][] = [
    [pullRequestEvent(pull), base, head],
    [pullRequestEvent(pull, { name: 'pull_request_target' }), base, head],
    [pushEvent(base, head), base, head],
    [pushEvent('0'.repeat(40), head), base, head],
    [mergeGroupEvent(tip, pull.merge), tip, pull.merge],
    [dispatchEvent(head, null), base, head],
    [dispatchEvent(pull.merge, { base: 'main', head }), base, head],
    [dispatchEvent(head, { base }), base, head],
  ];
  for (const [event, wantedBase, wantedHead] of blocking) {
    const step = await runStep(t, { event, workspace, inputs: OFF, server: server.url });
    expectVerdict(step, 'block');
    assert.deepEqual(
      [step.outputs['audit-verdict'], step.outputs['review-verdict']],
      ['block', 'pass'],
      event.name,
    );
    const change = trailOf(step).find(({ kind }) => kind === 'change');
    assert.ok(change?.kind === 'change');
    assert.deepEqual([change.base, change.head], [wantedBase, wantedHead], event.name);
    assert.equal(reportOf(step).audit.findings[0]?.rule, 'permission-allow-all');
  }
});

test('what the base had already does not block, and without a review no secret is needed', async (t) => {
  const pull = makePull(t, { base: { 'opencode.json': WIDE }, head: { 'a.ts': 'const a = 1;\n' } });
  const server = await startGitServer(t, { directory: pull.repository.directory });
  const workspace = checkout(t, pull, { depth: 0, server: server.url });
  const event = pullRequestEvent(pull, { headRepository: 'stranger/shop' });
  const step = await runStep(t, { event, workspace, inputs: OFF, server: server.url, token: '' });
  expectVerdict(step, 'pass');
  assert.deepEqual(codesOf(step), ['review-off']);
  assert.equal(step.outputs['findings'], '0');
  assert.match(step.summary ?? '', /switched off/u);
});

test('an empty change passes and says so, also when a review is required', async (t) => {
  const pull = makePull(t, { base: {}, head: {} });
  const server = await startGitServer(t, { directory: pull.repository.directory });
  const workspace = checkout(t, pull, { depth: 0, server: server.url });
  const inputs = { model: 'local/m', 'base-url': 'http://127.0.0.1:9/v1' };
  const event = pullRequestEvent(pull);
  const step = await runStep(t, { event, workspace, inputs, server: server.url });
  expectVerdict(step, 'pass');
  assert.deepEqual(codesOf(step), ['nothing-to-review']);
});

test('an event that names no change is inconclusive and the message names those that do', async (t) => {
  const pull = makePull(t, { base: {}, head: {} });
  const workspace = checkout(t, pull, { depth: 0 });
  const event = { name: 'schedule', payload: {}, sha: pull.head, ref: 'refs/heads/main' };
  const step = await runStep(t, { event, workspace, inputs: OFF });
  expectVerdict(step, 'inconclusive');
  assert.deepEqual(codesOf(step), ['event-unsupported']);
  assert.match(step.annotations[0]?.message ?? '', /"schedule".*pull_request, /u);
  assert.match(step.summary ?? '', /pull\\?_request/u);
});

test('without a checkout each event is judged from what the server has', async (t) => {
  const pull = makePull(t, { base: {}, head: { 'opencode.json': WIDE } });
  const server = await startGitServer(t, { directory: pull.repository.directory });
  const { head, base, tip } = pull;
  const empty = makeDirectory(t);
  // `path: sub` of actions/checkout.
  const beside = makeDirectory(t);
  renameSync(checkout(t, pull, { depth: 1, server: server.url }), join(beside, 'sub'));
  for (const [event, wantedBase, wantedHead] of [
    [pullRequestEvent(pull), base, head],
    [pullRequestEvent(pull, { name: 'pull_request_target', headRepository: null }), base, head],
    [pushEvent('0'.repeat(40), head), base, head],
    [mergeGroupEvent(tip, pull.merge), tip, pull.merge],
    [dispatchEvent(pull.merge, { base: 'main', head }), base, head],
  ] as const) {
    for (const workspace of [empty, beside]) {
      const step = await runStep(t, { event, workspace, inputs: OFF, server: server.url });
      expectVerdict(step, 'block');
      const change = trailOf(step).find(({ kind }) => kind === 'change');
      assert.ok(change?.kind === 'change');
      assert.deepEqual([change.base, change.head], [wantedBase, wantedHead], event.name);
    }
  }
  assert.deepEqual(readdirSync(empty), [], 'nothing is put into the workspace');
});

test('without a checkout a token that may not read the repository is told as that', async (t) => {
  const pull = makePull(t, { base: {}, head: {} });
  const server = await startGitServer(t, { directory: pull.repository.directory, token: 'another' });
  const step = await runStep(t, {
    event: pullRequestEvent(pull),
    workspace: makeDirectory(t),
    inputs: OFF,
    server: server.url,
  });
  expectVerdict(step, 'inconclusive');
  assert.deepEqual(codesOf(step), ['git-failed']);
  assert.match(step.annotations[0]?.message ?? '', /contents: read/u);
});

test('an event of a known name with nothing to judge is no pass', async (t) => {
  const pull = makePull(t, { base: {}, head: {} });
  const server = await startGitServer(t, { directory: pull.repository.directory });
  const workspace = checkout(t, pull, { depth: 0, server: server.url });
  const group = mergeGroupEvent(pull.tip, pull.merge);
  for (const event of [
    pushEvent(pull.head, '0'.repeat(40)),
    { ...group, payload: { ...(group.payload as object), action: 'destroyed' } },
  ]) {
    const step = await runStep(t, { event, workspace, inputs: OFF, server: server.url });
    expectVerdict(step, 'inconclusive');
    assert.deepEqual(codesOf(step), ['event-unsupported'], event.name);
  }
});

test('drafts, labels and bots are judged like everything else', async (t) => {
  const pull = makePull(t, { base: {}, head: { 'opencode.json': WIDE } });
  const server = await startGitServer(t, { directory: pull.repository.directory });
  const workspace = checkout(t, pull, { depth: 0, server: server.url });
  for (const [action, author, draft] of [
    ['opened', 'octocat', true],
    ['ready_for_review', 'octocat', false],
    ['labeled', 'renovate[bot]', false],
    ['synchronize', 'dependabot[bot]', false],
  ] as const) {
    const event = pullRequestEvent(pull, { author });
    const payload = event.payload as { pull_request: object };
    const changed = { ...payload, action, pull_request: { ...payload.pull_request, draft } };
    const step = await runStep(t, {
      event: { ...event, payload: changed },
      workspace,
      inputs: OFF,
      server: server.url,
    });
    expectVerdict(step, 'block');
  }
});

test('what is wrong with the job around the gate is a note, and no reason', async (t) => {
  const pull = makePull(t, { base: {}, head: { 'a.ts': '1;\n' } });
  const server = await startGitServer(t, { directory: pull.repository.directory });
  const tidy = checkout(t, pull, { depth: 0, server: server.url });
  const header = checkout(t, pull, { depth: 0, server: server.url });
  const secret = 'AUTHORIZATION: basic c2VjcmV0';
  runGit(header, ['config', `http.${server.url}/.extraheader`, secret]);
  const included = checkout(t, pull, { depth: 0, server: server.url });
  const file = '/tmp/git-credentials-3f1c0a52-9c1f-4d0e-8a55-0123456789ab.config';
  runGit(included, ['config', `includeIf.gitdir:${included}/.git.path`, file]);
  const judge = async (workspace: string, more: Partial<Parameters<typeof runStep>[1]> = {}) => {
    const event = pullRequestEvent(pull);
    const step = await runStep(t, { event, workspace, inputs: OFF, server: server.url, ...more });
    expectVerdict(step, 'pass');
    assert.ok(!step.stdout.includes(secret) && !step.summary?.includes(secret));
    return (step.summary ?? '').replaceAll('\\', '');
  };
  assert.doesNotMatch(await judge(tidy), /persist-credentials|id-token/u);
  assert.match(await judge(header), /persist-credentials: false/u);
  assert.match(await judge(included), /persist-credentials: false/u);
  const env = { ACTIONS_ID_TOKEN_REQUEST_URL: 'https://id.example/' };
  assert.match(await judge(tidy, { env }), /id-token: write/u);
  const elsewhere = dispatchEvent(pull.merge, { head: pull.head });
  assert.match(await judge(tidy, { event: elsewhere }), /the check itself stands at another commit/u);
});
