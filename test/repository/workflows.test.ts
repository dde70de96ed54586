import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseWorkflow } from '../validators/workflow.ts';
import { read, trackedFiles } from './tracked-files.ts';

// What holds for every workflow, the examples among them, is in examples.test.ts.

const workflows = trackedFiles()
  .filter((path) => /^\.github\/workflows\/[^/]+\.ya?ml$/u.test(path))
  .map((path) => ({ path, ...parseWorkflow(read(path)) }));

suite('workflows', () => {
  test('there is at least one', () => {
    assert.ok(workflows.length > 0);
  });

  test('each job has a time limit', () => {
    for (const { path, jobs } of workflows) {
      for (const [name, job] of Object.entries(jobs)) assert.ok(job['timeout-minutes'], `${path}: ${name}`);
    }
  });

  test('the job that is required needs every other job of its workflow, and runs when one of them failed', () => {
    const workflow = workflows.find(({ path }) => path.endsWith('/ci.yml'));
    const { 'all-green': aggregate, ...others } = workflow?.jobs ?? {};
    assert.deepEqual([...(aggregate?.needs ?? [])].sort(), Object.keys(others).sort());
    assert.equal(aggregate?.if, 'always()');
  });
});
