import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { parseInputs } from '../../src/inputs.ts';
import { modelKey } from '../../src/main/model-key.ts';
import { mergeGroupEvent, pullRequestEvent, pushEvent, type RunEvent } from '../emulators/runner/events.ts';
import { startGitServer } from '../emulators/runner/git-server.ts';
import { makePull, type Pull } from '../emulators/runner/pull.ts';
import { isTriggered, type JobResult, runJob } from '../emulators/runner/run-job.ts';
import { ROOT, read, trackedFiles } from '../repository/tracked-files.ts';
import { openMultitool } from '../validators/sarif-multitool.ts';
import { parseWorkflow } from '../validators/workflow.ts';
import { codesOf, expectVerdict, type Verdict } from './expect-step.ts';
import { startReviewer } from './reviewer.ts';

// The examples as a runner would run them. A review is OpenCode in the sandbox; only the model is scripted (no model).

const t = { after };
const KEY = 'sk-key-of-the-test-0123456789';
const SECRETS = { ANTHROPIC_API_KEY: KEY, VLLM_API_KEY: KEY, MODEL_API_KEY: KEY };
const POLICY = '{ "review": { "include": ["services/**"] } }\n';

/** Changes as people make them: code, a folder that nobody reviews, an agent's permission. */
const PULLS = {
  code: makePull(t, {
    base: { 'services/a.ts': '1;\n', '.github/review-gate.jsonc': POLICY },
    head: { 'services/a.ts': '2;\n' },
  }),
  pages: makePull(t, {
    base: { 'pages/a.md': 'One.\n', '.github/review-gate.jsonc': POLICY },
    head: { 'pages/a.md': 'Two.\n' },
  }),
  wide: makePull(t, {
    base: { '.github/review-gate.jsonc': POLICY },
    head: { 'pages/opencode.json': '{ "permission": "allow" }\n' },
  }),
};

type Kind = 'own' | 'fork' | 'label' | 'group' | 'push';

function eventOf(kind: Kind, pull: Pull, name: 'pull_request' | 'pull_request_target'): RunEvent {
  if (kind === 'group') return mergeGroupEvent(pull.tip, pull.merge);
  if (kind === 'push') return pushEvent(pull.base, pull.head);
  const event = pullRequestEvent(pull, {
    name,
    ...(kind === 'fork' ? { headRepository: 'stranger/shop' } : {}),
  });
  if (kind !== 'label') return event;
  return { ...event, payload: { ...Object(event.payload), action: 'labeled', label: { name: 'reviewed' } } };
}

/** What becomes of each job; a model is there where the job is to review. */
type Expected = Readonly<Record<string, Verdict | 'skipped'>>;
type Case = readonly [
  example: string,
  kind: Kind,
  change: keyof typeof PULLS,
  jobs: Expected,
  asks: 'model' | 'nobody',
];

const CASES: readonly Case[] = [
  ['pull-request', 'own', 'code', { review: 'pass' }, 'model'],
  ['pull-request', 'fork', 'code', { review: 'inconclusive' }, 'nobody'],
  ['audit-only', 'own', 'code', { audit: 'pass' }, 'nobody'],
  ['audit-only', 'fork', 'wide', { audit: 'block' }, 'nobody'],
  ['fork-safe', 'own', 'pages', { audit: 'pass', review: 'pass' }, 'nobody'],
  ['fork-safe', 'fork', 'code', { audit: 'pass', review: 'skipped' }, 'nobody'],
  ['fork-safe', 'fork', 'wide', { audit: 'block', review: 'skipped' }, 'nobody'],
  ['pull-request-target', 'fork', 'code', { review: 'pass' }, 'model'],
  ['merge-queue', 'group', 'code', { review: 'pass' }, 'model'],
  ['monorepo', 'own', 'code', { review: 'pass' }, 'model'],
  ['monorepo', 'own', 'pages', { review: 'pass' }, 'nobody'],
  ['monorepo', 'own', 'wide', { review: 'block' }, 'nobody'],
  ['self-hosted-model', 'own', 'code', { review: 'pass' }, 'model'],
  ['github-models', 'own', 'code', { review: 'pass' }, 'model'],
  ['ghes', 'own', 'code', { review: 'pass' }, 'model'],
  ['sarif', 'own', 'pages', { review: 'pass' }, 'nobody'],
  ['sarif', 'push', 'wide', { review: 'block' }, 'nobody'],
  ['contest', 'label', 'wide', { review: 'block' }, 'nobody'],
  ['contest', 'own', 'pages', { review: 'pass' }, 'nobody'],
];

/** What stands for machines that only the author of a workflow has. */
const OPENCODE = join(ROOT, 'node_modules', 'opencode-linux-x64', 'bin', 'opencode');

suite('the examples, run', () => {
  for (const [example, kind, change, jobs, asks] of CASES) {
    test(`${example}: ${kind}, ${change}`, async () => {
      const workflow = parseWorkflow(read(`examples/${example}.yml`));
      assert.deepEqual(Object.keys(workflow.jobs), Object.keys(jobs));
      const pull = PULLS[change];
      const event = eventOf(
        kind,
        pull,
        'pull_request_target' in workflow.on ? 'pull_request_target' : 'pull_request',
      );
      assert.ok(isTriggered(workflow, event));
      const server = await startGitServer(t, { directory: pull.repository.directory });
      const model = await startReviewer(t);
      // GitHub gives a fork's pull_request no secrets.
      const secrets = kind === 'fork' && event.name === 'pull_request' ? {} : SECRETS;
      for (const [job, expected] of Object.entries(jobs)) {
        const { gate, inputs } = await runJob(t, {
          workflow,
          job,
          event,
          pull,
          server: server.url,
          secrets,
          instead: {
            ...(asks === 'model' ? { 'base-url': `${model.url}/v1` } : {}),
            ...(example === 'ghes' ? { 'opencode-path': OPENCODE } : {}),
          },
        });
        if (expected === 'skipped') assert.equal(gate, null);
        else {
          assert.ok(gate !== null);
          expectVerdict(gate, expected);
          if (expected === 'inconclusive') assert.deepEqual(codesOf(gate), ['key-missing']);
        }
        parseInputs((name) => inputs[name] ?? '');
      }
      assert.equal(
        model.requests.some(({ tools }) => tools.length > 0),
        asks === 'model',
      );
    });
  }

  test('every example is among them', () => {
    const examples = trackedFiles().flatMap((path) => /^examples\/(.+)\.yml$/u.exec(path)?.[1] ?? []);
    assert.deepEqual([...new Set(CASES.map(([example]) => example))].sort(), examples.sort());
  });
});

async function runSarif(kind: Kind, pull: Pull): Promise<JobResult> {
  const server = await startGitServer(t, { directory: pull.repository.directory });
  const workflow = parseWorkflow(read('examples/sarif.yml'));
  const event = eventOf(kind, pull, 'pull_request');
  return runJob(t, { workflow, job: 'review', event, pull, server: server.url });
}

test('the file of a run that blocks is uploaded, and it is valid', async () => {
  const check = openMultitool(t);
  for (const kind of ['push', 'own'] as const) {
    const { gate, uploads } = await runSarif(kind, PULLS.wide);
    assert.equal(gate?.exitCode, 1);
    assert.deepEqual(uploads, [gate.outputs['sarif-file']]);
    assert.deepEqual(await check(readFileSync(uploads[0] ?? '', 'utf8')), []);
  }
});

test("a fork's file stays with the run, because its token may not upload", async () => {
  const { gate, uploads } = await runSarif('fork', PULLS.wide);
  assert.equal(gate?.exitCode, 1);
  assert.deepEqual(uploads, []);
});

test('lines are annotated once where both jobs of the fork-safe example run', async () => {
  const workflow = parseWorkflow(read('examples/fork-safe.yml'));
  const pull = PULLS.wide;
  const server = await startGitServer(t, { directory: pull.repository.directory });
  const annotations = async (kind: Kind) => {
    const event = eventOf(kind, pull, 'pull_request');
    const { gate } = await runJob(t, { workflow, job: 'audit', event, pull, server: server.url });
    return gate?.annotations.filter(({ file }) => file !== null).length;
  };
  assert.equal(await annotations('own'), 0);
  assert.notEqual(await annotations('fork'), 0);
});

test("with GitHub Models the job's token is the key", () => {
  const { jobs } = parseWorkflow(read('examples/github-models.yml'));
  const model = String(jobs['review']?.steps.at(-1)?.with['model']);
  const inputs = parseInputs((name) => ({ model, 'github-token': 'ghs_token' })[name] ?? '');
  assert.equal(modelKey(inputs), 'ghs_token');
});
