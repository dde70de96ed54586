import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { runStep } from '../emulators/runner/run-step.ts';
import { expectVerdict } from '../main/expect-step.ts';
import { inputsFor, reported, startReviewer } from '../main/reviewer.ts';
import { scan } from './scan.ts';
import { makeSetting, scanRun } from './setting.ts';

test('an ordinary run of the Action lets no secret of its job out', async (t) => {
  const { canaries, step } = await makeSetting(t);
  const findings = [reported({ path: 'a.ts', evidence: 'const a = 2;' })];
  const model = await startReviewer(t, { findings });
  const options = step('main/index.js', () => ({
    inputs: { ...inputsFor(model), 'api-key': canaries.key },
    env: { RUNNER_DEBUG: '1' },
  }));
  const result = await runStep(t, options);
  expectVerdict(result, 'block');
  assert.deepEqual(scanRun(result, model.requests, canaries), []);
  assert.deepEqual(result.masks.toSorted(), [canaries.key, canaries.token].toSorted());
  assert.equal(canaries.asked(), 0);
  const keys = model.requests.map(({ headers }) => headers['authorization']);
  assert.deepEqual([...new Set(keys)], [`Bearer ${canaries.key}`], 'the key goes where it belongs');
});

test('a secret that the agent was given all the same is taken out of everything that is written', async (t) => {
  const { canaries, step } = await makeSetting(t);
  const { key, token } = canaries;
  const spelled = [
    key,
    Buffer.from(key).toString('base64'),
    Buffer.from(token).toString('hex'),
    encodeURIComponent(token),
  ];
  const findings = spelled.map((message, index) =>
    reported({
      path: 'a.ts',
      evidence: 'const a = 2;',
      severity: 'low',
      title: `${index} ${message}`,
      message,
      remedy: message,
    }),
  );
  const model = await startReviewer(t, { findings, summary: spelled.join('\n') });
  const result = await runStep(
    t,
    step('main/index.js', () => ({ inputs: { ...inputsFor(model), 'api-key': key } })),
  );
  expectVerdict(result, 'pass');
  assert.deepEqual(scanRun(result, [], canaries), []);
  const report = readFileSync(result.outputs['report-file'] ?? '', 'utf8');
  assert.ok(report.includes('[redacted]'));
  assert.notDeepEqual(scan({ spelled: spelled.join('\n') }, { key }), [], 'the scan knows these spellings');
});
