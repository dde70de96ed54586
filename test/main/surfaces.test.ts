import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { makeDirectory } from '../adapters/git/make-repository.ts';
import { slow } from '../emulators/github/faults.ts';
import { type GithubOptions, startGithub } from '../emulators/github/start-github.ts';
import { READ_ONLY } from '../emulators/github/tokens.ts';
import { mergeGroupEvent, pullRequestEvent } from '../emulators/runner/events.ts';
import { startGitServer } from '../emulators/runner/git-server.ts';
import { checkout, makePull } from '../emulators/runner/pull.ts';
import { runStep } from '../emulators/runner/run-step.ts';
import { codesOf, expectVerdict, trailOf } from './expect-step.ts';

const pull = makePull({ after }, { base: {}, head: { 'opencode.json': '{ "permission": "allow" }\n' } });
const server = await startGitServer({ after }, { directory: pull.repository.directory });
const workspace = checkout({ after }, pull, { depth: 0, server: server.url });
const event = pullRequestEvent(pull);

async function open(t: Parameters<typeof startGithub>[0], options: GithubOptions = {}) {
  const pulls = [{ number: 7, head: pull.head, mergeSha: pull.merge }];
  const github = await startGithub(t, { directory: pull.repository.directory, pulls, ...options });
  const run = (inputs: Record<string, string> = {}, changed = {}) =>
    runStep(t, {
      event,
      workspace,
      server: server.url,
      inputs: { review: 'off', ...inputs },
      env: { GITHUB_API_URL: github.url },
      ...changed,
    });
  return { github, run };
}

const publications = (step: Parameters<typeof trailOf>[0]) =>
  trailOf(step).flatMap((one) => (one.kind === 'publication' ? [`${one.surface} ${one.outcome}`] : []));

test('a job that may write leaves a check run and comments, once however often it runs', async (t) => {
  const { github, run } = await open(t);
  for (const ran of [1, 2]) {
    const step = await run();
    expectVerdict(step, 'block');
    assert.deepEqual(publications(step).slice(1, 3), ['check-run published', 'review-comments published']);
    assert.equal(github.state.checkRuns.length, ran);
  }
  assert.equal(github.state.reviews.length, 1);
  assert.ok(github.state.reviewComments.length > 0);
  assert.ok(github.state.reviewComments.every(({ path, line }) => path === 'opencode.json' && line === 1));
  assert.deepEqual(
    github.state.checkRuns.map(({ name, headSha, conclusion }) => [name, headSha, conclusion]),
    [1, 2].map(() => ['review-gate', pull.head, 'failure']),
  );
  assert.deepEqual(github.problems, []);
});

test('a job that may only read has its verdict all the same, and is told what to grant', async (t) => {
  const { github, run } = await open(t, { permissions: READ_ONLY });
  const step = await run();
  expectVerdict(step, 'block');
  assert.match(step.summary ?? '', /checks: write[^]*pull-requests: write/u);
  assert.deepEqual(publications(step).slice(1, 3), ['check-run skipped', 'review-comments skipped']);
  const quiet = await run({ publish: 'annotations, summary', 'fail-on': 'never' });
  expectVerdict(quiet, 'pass');
  const named = await run({ publish: 'annotations, summary, check-run', 'fail-on': 'never' });
  expectVerdict(named, 'inconclusive');
  assert.ok(codesOf(named).includes('publish-failed'));
  assert.match(named.summary ?? '', /publish-failed/u);
  assert.equal(github.state.checkRuns.length, 0);
});

test('a merge queue is not blocked by comments that nobody could read', async (t) => {
  const { github, run } = await open(t);
  const group = { event: mergeGroupEvent(pull.tip, pull.merge) };
  const step = await run({ publish: 'check-run, review-comments, summary', 'fail-on': 'never' }, group);
  expectVerdict(step, 'pass');
  assert.deepEqual(
    github.state.checkRuns.map(({ headSha, conclusion }) => [headSha, conclusion]),
    [[pull.merge, 'success']],
  );
  assert.match(step.summary ?? '', /no pull request/u);
});

test('a head that moved while it was judged gets no comment, and the check of the old one fails', async (t) => {
  const moved = pull.repository.commit({ 'more.txt': 'x\n' }, { branch: 'later', parents: [pull.head] });
  const { github, run } = await open(t, { pulls: [{ number: 7, head: moved, mergeSha: pull.merge }] });
  const step = await run({ 'fail-on': 'never' });
  expectVerdict(step, 'inconclusive');
  assert.match(step.summary ?? '', /head-moved/u);
  assert.equal(github.state.reviewComments.length + github.state.reviews.length, 0);
  assert.deepEqual(
    github.state.checkRuns.map(({ headSha, conclusion }) => [headSha, conclusion]),
    [[pull.head, 'failure']],
  );
});

test('a pull request that has another base by now gets no green check for the old one, whatever is published', async (t) => {
  const { github, run } = await open(t, {
    pulls: [{ number: 7, head: pull.head, mergeSha: pull.merge, baseRef: 'release' }],
  });
  pull.repository.git('update-ref', 'refs/heads/release', pull.tip);
  // As when an old run is made again: the payload says what was so then.
  const again = { env: { GITHUB_API_URL: github.url, GITHUB_RUN_ATTEMPT: '2' } };
  for (const publish of ['auto', 'annotations, summary', 'check-run']) {
    const step = await run({ publish, 'fail-on': 'never' }, again);
    expectVerdict(step, 'inconclusive');
    assert.ok(codesOf(step).includes('base-changed'), publish);
    assert.match(step.stdout, /another base branch/u);
  }
  assert.equal(github.state.reviewComments.length + github.state.reviews.length, 0);
  assert.ok(github.state.checkRuns.every(({ conclusion }) => conclusion === 'failure'));
  const pulls = [{ number: 7, head: pull.head, mergeSha: pull.merge, baseRef: 'main' }];
  const { run: runSame } = await open(t, { pulls });
  expectVerdict(await runSame({ 'fail-on': 'never' }), 'pass');
});

test('only a run of a fork itself is excused: an event with the rights of the base has what its workflow names', async (t) => {
  const { run } = await open(t, { permissions: READ_ONLY });
  const fork = { headRepository: 'stranger/shop' } as const;
  const inputs = { publish: 'check-run, review-comments, summary', 'fail-on': 'never' };
  expectVerdict(await run(inputs, { event: pullRequestEvent(pull, fork) }), 'pass');
  const target = { ...fork, name: 'pull_request_target' } as const;
  const step = await run(inputs, { event: pullRequestEvent(pull, target) });
  expectVerdict(step, 'inconclusive');
  assert.ok(codesOf(step).includes('publish-failed'));
});

test('a key that was stored with a line break at its end is hidden as the one without is', async (t) => {
  const key = 'k3y-that-was-pasted';
  const named = makePull(t, { base: {}, head: { [`${key}/opencode.json`]: '{ "permission": "allow" }\n' } });
  const { url } = await startGitServer(t, { directory: named.repository.directory });
  const show = async (secret: string) => {
    const inputs = { review: 'off', publish: 'annotations, summary', 'api-key': secret };
    const place = { event: pullRequestEvent(named), workspace: makeDirectory(t), server: url };
    const step = await runStep(t, { ...place, inputs });
    const report = readFileSync(step.outputs['report-file'] ?? '', 'utf8');
    // The mask itself has the key, for the runner.
    return `${step.stdout.replaceAll(/^::add-mask::.*$/gmu, '')}${step.summary}${report}`;
  };
  assert.ok((await show('')).includes(key));
  for (const secret of [key, `${key}\n`, ` ${key}\r\n`]) assert.ok(!(await show(secret)).includes(key));
});

test('a server that takes too long for what nobody asked for by name costs the surface, not the verdict', async (t) => {
  const { run } = await open(t, { faults: [{ on: 'checks/create', nth: 'every', mishap: slow(30_000) }] });
  const inputs = { 'fail-on': 'never', 'timeout-minutes': '0.1' };
  const step = await run(inputs);
  expectVerdict(step, 'pass');
  assert.match(step.summary ?? '', /check-run could not be written/u);
  const named = await run({ ...inputs, publish: 'auto, check-run' });
  expectVerdict(named, 'inconclusive');
});
