import assert from 'node:assert/strict';
import { test } from 'node:test';
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
