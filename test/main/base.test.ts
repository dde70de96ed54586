import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { makeDirectory, makeRepository, runGit } from '../adapters/git/make-repository.ts';
import { pullRequestEvent } from '../emulators/runner/events.ts';
import { startGitServer } from '../emulators/runner/git-server.ts';
import { checkout, makePull, type Pull } from '../emulators/runner/pull.ts';
import { runStep, type StepResult } from '../emulators/runner/run-step.ts';
import { codesOf, expectVerdict, trailOf } from './expect-step.ts';

const OFF = { review: 'off' };
const WIDE = { 'opencode.json': '{ "permission": "allow" }\n' };

async function makeServed(t: TestContext, files = WIDE) {
  const pull = makePull(t, { base: {}, head: files });
  const server = await startGitServer(t, { directory: pull.repository.directory });
  return { pull, server };
}

function baseOf(step: StepResult): string | null {
  const change = trailOf(step).find(({ kind }) => kind === 'change');
  return change?.kind === 'change' ? change.base : null;
}

test('a tag that is called like the base branch does not become the base', async (t) => {
  const { pull, server } = await makeServed(t);
  for (const tag of ['main', 'refs/heads/main', 'heads/main', 'origin/main'])
    pull.repository.git('update-ref', `refs/tags/${tag}`, pull.head);
  const workspace = checkout(t, pull, { depth: 0, server: server.url });
  const believed = runGit(workspace, ['rev-parse', 'refs/heads/main']).trim();
  assert.equal(believed, pull.head, 'plain git takes the tag');
  const event = pullRequestEvent(pull);
  const step = await runStep(t, { event, workspace, inputs: OFF, server: server.url });
  expectVerdict(step, 'block');
  assert.equal(baseOf(step), pull.base);
});

test('the branches of a fork that was checked out do not become the base', async (t) => {
  const { pull, server } = await makeServed(t);
  const workspace = checkout(t, pull, { depth: 0, sha: pull.head, server: 'http://127.0.0.1:9/fork' });
  for (const name of ['refs/heads/main', 'refs/remotes/origin/main'])
    runGit(workspace, ['update-ref', name, pull.head]);
  const event = pullRequestEvent(pull, { headRepository: 'stranger/shop' });
  const step = await runStep(t, { event, workspace, inputs: OFF, server: server.url });
  expectVerdict(step, 'block');
  assert.equal(baseOf(step), pull.base);

  const offline = await runStep(t, { event, workspace, inputs: OFF });
  expectVerdict(offline, 'inconclusive');
  assert.equal(baseOf(offline), null);
});

test('the clone of the same repository answers when the server does not, and the run is no pass', async (t) => {
  const pull = makePull(t, { base: {}, head: { 'a.ts': '1;\n' } });
  const workspace = checkout(t, pull, { depth: 0 });
  const event = pullRequestEvent(pull);
  const step = await runStep(t, { event, workspace, inputs: OFF });
  expectVerdict(step, 'inconclusive');
  assert.equal(baseOf(step), pull.base);
  assert.deepEqual(codesOf(step), ['git-failed', 'review-off']);

  const wide = makePull(t, { base: {}, head: WIDE });
  const found = await runStep(t, {
    event: pullRequestEvent(wide),
    workspace: checkout(t, wide, { depth: 0 }),
    inputs: OFF,
  });
  expectVerdict(found, 'block');
  assert.equal(found.outputs['findings'], '3', 'what was found is not lost');
});

test('base branches of every legal name are found, and one that is gone is not', async (t) => {
  const { pull, server } = await makeServed(t);
  const names = ['release/1.x', 'a+b#c@d', 'vérité', "quote'd", '-', 'x;y$(z)'];
  for (const name of names) pull.repository.git('update-ref', `refs/heads/${name}`, pull.tip);
  const workspace = checkout(t, pull, { depth: 0, server: server.url });
  for (const name of names) {
    const event = pullRequestEvent(pull, { baseRef: name });
    const step = await runStep(t, { event, workspace, inputs: OFF, server: server.url });
    assert.equal(baseOf(step), pull.base, name);
  }
  const gone = pullRequestEvent(pull, { baseRef: 'gone' });
  const step = await runStep(t, { event: gone, workspace, inputs: OFF, server: server.url });
  expectVerdict(step, 'inconclusive');
  assert.deepEqual(codesOf(step), ['revision-unknown']);
});

test('a head that moved before the end was not judged', async (t) => {
  const { pull, server } = await makeServed(t, { 'opencode.json': '{}\n' });
  const workspace = checkout(t, pull, { depth: 0, server: server.url });
  const event = pullRequestEvent(pull);
  for (const move of [
    ['update-ref', 'refs/pull/7/head', pull.tip],
    ['update-ref', '-d', 'refs/pull/7/head'],
  ]) {
    pull.repository.git(...move);
    const step = await runStep(t, { event, workspace, inputs: OFF, server: server.url });
    expectVerdict(step, 'inconclusive');
    assert.deepEqual(codesOf(step), ['head-moved', 'review-off']);
  }
});

const POLICY = '.github/review-gate.jsonc';

test('the policy of the base decides, and the one of the head does not', async (t) => {
  const off = '{ "rules": { "permission-allow-all": "off" }, "review": { "failOn": "never" } }\n';
  const run = async (pull: Pull) => {
    const server = await startGitServer(t, { directory: pull.repository.directory });
    const workspace = checkout(t, pull, { depth: 0, server: server.url });
    return runStep(t, { event: pullRequestEvent(pull), workspace, inputs: OFF, server: server.url });
  };
  expectVerdict(await run(makePull(t, { base: {}, head: { ...WIDE, [POLICY]: off } })), 'block');
  expectVerdict(
    await run(makePull(t, { base: { [POLICY]: off }, head: { ...WIDE, [POLICY]: '{}\n' } })),
    'pass',
  );
  const broken = await run(
    makePull(t, { base: { [POLICY]: '{ "revew": {} }\n' }, head: { [POLICY]: '{}\n' } }),
  );
  expectVerdict(broken, 'inconclusive');
  assert.match(broken.annotations[0]?.message ?? '', /revew.*review.*policy-invalid/su);
});

test('whoever parts from an old commit of the base is judged by the policy that the base has now', async (t) => {
  const off = '{ "rules": { "permission-allow-all": "off" }, "review": { "failOn": "never" } }\n';
  const run = async (then: string, now: string) => {
    const pull = makePull(t, { base: { [POLICY]: then }, head: WIDE });
    const tip = pull.repository.commit({ [POLICY]: now });
    const server = await startGitServer(t, { directory: pull.repository.directory });
    const step = await runStep(t, {
      event: pullRequestEvent(pull),
      workspace: makeDirectory(t),
      inputs: OFF,
      server: server.url,
    });
    const change = trailOf(step).find(({ kind }) => kind === 'change');
    assert.ok(change?.kind === 'change');
    assert.deepEqual(
      [change.base, change.tip],
      [pull.base, tip],
      'the change is what the pull request brings',
    );
    return step;
  };
  expectVerdict(await run(off, '{}\n'), 'block');
  expectVerdict(await run('{}\n', off), 'pass');
});

test('a branch that crosses the base to take back what a branch of it did is judged by that', async (t) => {
  const repository = makeRepository(t);
  const from = repository.commit({ 'README.md': 'A shop.\n', ...WIDE });
  const fix = repository.commit({ 'opencode.json': '{}\n' }, { branch: 'fix', parents: [from] });
  const other = repository.commit({ 'a.ts': '1;\n' }, { branch: 'other', parents: [from] });
  const fixed = repository.commit({ 'opencode.json': '{}\n' }, { parents: [from, fix] });
  const tip = repository.commit({ 'a.ts': '1;\n' }, { parents: [fixed, other] });
  // Both branches of the base together, and of the fix only its name.
  const head = repository.commit({}, { branch: 'discount', parents: [other, fix] });
  repository.git('update-ref', 'refs/pull/7/head', head);
  const [tree = ''] = repository.git('merge-tree', '--write-tree', tip, head).split('\n');
  assert.equal(repository.git('show', `${tree}:opencode.json`), WIDE['opencode.json'], 'the fix is gone');
  const server = await startGitServer(t, { directory: repository.directory });
  const pull = { repository, base: from, head, tip, merge: head };
  const clone = checkout(t, pull, { depth: 0, server: server.url });
  const run = (workspace: string) =>
    runStep(t, {
      event: pullRequestEvent(pull),
      workspace,
      inputs: OFF,
      server: server.url,
    });
  assert.equal(
    repository.git('diff', '--name-only', other, head),
    '',
    'against the other branch there is no change',
  );
  for (const workspace of [makeDirectory(t), clone]) {
    const step = await run(workspace);
    expectVerdict(step, 'block');
    assert.equal(baseOf(step), fix);
  }
});
