import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parse } from 'yaml';
import { z } from 'zod';
import { read, trackedFiles } from './tracked-files.ts';

const STEP = z.looseObject({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
});
const JOB = z.looseObject({
  if: z.string().optional(),
  needs: z.array(z.string()).optional(),
  permissions: z.record(z.string(), z.string()).optional(),
  'timeout-minutes': z.number().optional(),
  steps: z.array(STEP),
});
const WORKFLOW = z.looseObject({
  permissions: z.record(z.string(), z.string()).optional(),
  jobs: z.record(z.string(), JOB),
});

const files = trackedFiles();
const workflows = files
  .filter((path) => /^\.github\/workflows\/[^/]+\.ya?ml$/u.test(path))
  .map((path) => ({ path, ...WORKFLOW.parse(parse(read(path))) }));

/** The usage example cannot know the commit of the release that it is read with. */
const OWN = 'opencode-review-gate/opencode-review-gate@<sha>';
const PINNED = /uses:\s+[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+\s*$/u;

suite('workflows', () => {
  test('there is at least one', () => {
    assert.ok(workflows.length > 0);
  });

  test('every action is pinned to a full commit with its version beside it', () => {
    const sources = files.filter((path) => path.startsWith('.github/') || path === 'README.md');
    for (const path of sources) {
      const lines = read(path).split('\n');
      for (const line of lines.filter((text) => /\buses:\s/u.test(text))) {
        const accepted = /uses: \.\/\s*$/u.test(line) || (path === 'README.md' && line.includes(OWN));
        assert.ok(accepted || PINNED.test(line), `${path}: ${line.trim()}`);
      }
    }
  });

  test('nothing is permitted at the top, and each job names what it needs', () => {
    for (const { path, permissions, jobs } of workflows) {
      assert.deepEqual(permissions, {}, path);
      for (const [name, job] of Object.entries(jobs)) assert.ok(job.permissions, `${path}: ${name}`);
    }
  });

  test('each job has a time limit', () => {
    for (const { path, jobs } of workflows) {
      for (const [name, job] of Object.entries(jobs)) assert.ok(job['timeout-minutes'], `${path}: ${name}`);
    }
  });

  test('no checkout leaves its token on the disk', () => {
    const steps = workflows.flatMap(({ jobs }) => Object.values(jobs).flatMap((job) => job.steps));
    const checkouts = steps.filter((step) => step.uses?.startsWith('actions/checkout@'));
    assert.ok(checkouts.length > 0);
    for (const step of checkouts) assert.equal(step.with?.['persist-credentials'], false);
  });

  test('no expression is expanded inside a shell script', () => {
    for (const { path, jobs } of workflows) {
      for (const step of Object.values(jobs).flatMap((job) => job.steps)) {
        assert.ok(!step.run?.includes('${{'), `${path}: ${step.run}`);
      }
    }
  });

  test('the job that is required needs every other job of its workflow, and runs when one of them failed', () => {
    const workflow = workflows.find(({ path }) => path.endsWith('/ci.yml'));
    const { 'all-green': aggregate, ...others } = workflow?.jobs ?? {};
    assert.deepEqual([...(aggregate?.needs ?? [])].sort(), Object.keys(others).sort());
    assert.equal(aggregate?.if, 'always()');
  });
});
