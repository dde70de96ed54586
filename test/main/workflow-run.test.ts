import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { makeDirectory } from '../adapters/git/make-repository.ts';
import { badGateway } from '../emulators/github/faults.ts';
import { type GithubOptions, startGithub } from '../emulators/github/start-github.ts';
import { workflowRunEvent } from '../emulators/runner/events.ts';
import { startGitServer } from '../emulators/runner/git-server.ts';
import { makePull, type Pull } from '../emulators/runner/pull.ts';
import { runStep, type StepOptions, type StepResult } from '../emulators/runner/run-step.ts';
import { codesOf, expectVerdict, trailOf } from './expect-step.ts';
import { inputsFor, startReviewer } from './reviewer.ts';

// A privileged run after a workflow of a fork: the pull request comes from the API alone.

const OFF = { review: 'off', publish: 'annotations' };

async function setUp(
  t: TestContext,
  pullsOf: (pull: Pull) => GithubOptions['pulls'],
  more: GithubOptions = {},
) {
  const pull = makePull(t, { base: {}, head: { 'opencode.json': '{ "permission": "allow" }\n' } });
  const server = await startGitServer(t, { directory: pull.repository.directory });
  const pulls = pullsOf(pull) ?? [];
  const github = await startGithub(t, { directory: pull.repository.directory, pulls, ...more });
  const run = async (options: Partial<StepOptions> = {}): Promise<StepResult> => {
    const step = await runStep(t, {
      event: workflowRunEvent(pull, { headRepository: 'stranger/shop' }),
      workspace: makeDirectory(t),
      server: server.url,
      inputs: OFF,
      env: { GITHUB_API_URL: github.url },
      ...options,
    });
    assert.deepEqual(github.problems, []);
    return step;
  };
  return { pull, github, run };
}

const fork = ({ head, merge }: Pull) => ({
  number: 7,
  head,
  mergeSha: merge,
  headRef: 'discount',
  headRepository: 'stranger/shop',
});

test('the pull request of a fork is found through the API and judged against its base branch', async (t) => {
  const { pull, github, run } = await setUp(t, (made) => [fork(made)]);
  const step = await run();
  expectVerdict(step, 'block');
  const change = trailOf(step).find(({ kind }) => kind === 'change');
  assert.ok(change?.kind === 'change');
  assert.deepEqual([change.base, change.head], [pull.base, pull.head]);
  assert.ok(github.requests.length <= 3 && github.requests.every(({ method }) => method === 'GET'));
  assert.ok(!github.requests.some(({ path }) => path.includes('artifacts')));
});

test('with the secrets of the base a fork is reviewed, and never without a sandbox', async (t) => {
  const { run } = await setUp(t, (made) => [fork(made)]);
  const model = await startReviewer(t);
  const step = await run({ inputs: inputsFor(model) });
  assert.equal(step.outputs['review-verdict'], 'pass');
  assert.equal(step.outputs['audit-verdict'], 'block');
  const bare = await run({ inputs: { ...inputsFor(model), sandbox: 'dangerously-none' } });
  expectVerdict(bare, 'inconclusive');
  assert.match(bare.annotations[0]?.message ?? '', /privileged/u);
});

test('a head that was pushed over, a closed pull request and two of them are no pass', async (t) => {
  const cases: readonly [(pull: Pull) => GithubOptions['pulls'], RegExp][] = [
    [(pull) => [{ ...fork(pull), head: pull.tip }], /No open pull request.*newer push/u],
    [(pull) => [{ ...fork(pull), state: 'closed' }], /No open pull request/u],
    [(pull) => [fork(pull), { ...fork(pull), number: 8 }], /Several open pull requests.*#7/u],
  ];
  for (const [pulls, message] of cases) {
    const { run } = await setUp(t, pulls);
    const step = await run();
    expectVerdict(step, 'inconclusive');
    assert.deepEqual(codesOf(step), ['event-unsupported']);
    assert.match(step.annotations[0]?.message ?? '', message);
  }
});

test('a token that may not ask, and a server that does not answer, are told as that', async (t) => {
  const { run } = await setUp(t, (made) => [fork(made)], { permissions: { contents: 'read' } });
  const refused = await run();
  expectVerdict(refused, 'inconclusive');
  assert.deepEqual(codesOf(refused), ['input-invalid']);
  assert.match(refused.annotations[0]?.message ?? '', /pull-requests: read/u);
  const silent = await run({ env: { GITHUB_API_URL: 'http://127.0.0.1:9' } });
  expectVerdict(silent, 'inconclusive');
  assert.deepEqual(codesOf(silent), ['github-failed']);
});

test('an answer that is lost once is asked for again', async (t) => {
  const faults = [{ on: '*', nth: 1, mishap: badGateway({ effect: false }) }];
  const { run } = await setUp(t, (made) => [fork(made)], { faults });
  expectVerdict(await run(), 'block');
});
