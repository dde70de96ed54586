import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { runStep } from '../emulators/runner/run-step.ts';
import { expectVerdict, trailOf } from '../main/expect-step.ts';
import { inputsFor, startReviewer } from '../main/reviewer.ts';
import { writeHijackedProgram } from './hijacked-program.ts';
import { makeSetting, namesOf, scanRun } from './setting.ts';

// The strongest attacker that the sandbox can hold: code of his own in OpenCode's place, in the whole Action.

async function runHijacked(t: TestContext, sandbox: 'auto' | 'dangerously-none') {
  const { canaries, directory, step } = await makeSetting(t);
  const model = await startReviewer(t);
  const program = join(directory, 'opencode');
  const node = sandbox === 'auto' ? '/opt/gate/node' : process.execPath;
  const options = step('main/index.js', (map) => {
    writeHijackedProgram(program, node, map);
    return { inputs: { ...inputsFor(model), 'api-key': canaries.key, 'opencode-path': program, sandbox } };
  });
  const result = await runStep(t, options);
  const hits = scanRun(result, model.requests, canaries);
  return { result, hits, canaries, model };
}

test('a program in the place of OpenCode finds no secret in the sandbox and lets none out', async (t) => {
  const { result, hits, canaries, model } = await runHijacked(t, 'auto');
  assert.deepEqual(hits, []);
  assert.equal(canaries.asked(), 0, 'nobody reached the socket or the port');
  assert.ok(model.requests.length > 0, 'it did reach the model');
  assert.ok(trailOf(result).some((event) => event.kind === 'turn' && event.outcome === 'answered'));
  assert.equal(result.outputs['review-verdict'], 'pass', result.stdout);
});

test('without a sandbox the same program finds all of them', async (t) => {
  const { result, hits, canaries } = await runHijacked(t, 'dangerously-none');
  expectVerdict(result, 'pass');
  assert.deepEqual(namesOf(hits), Object.keys(canaries.secrets).toSorted());
  assert.ok(canaries.asked() >= 2);
});
