import assert from 'node:assert/strict';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { GateError } from '../../src/errors.ts';
import { undecided } from '../../src/gate/settle.ts';
import { openDesk } from '../../src/main/desk.ts';
import { openPlace, type Place } from '../../src/main/place.ts';
import { parseEnvFile } from '../emulators/env-file-parser.ts';
import { outcome } from '../report/sample.ts';

function openStep(t: TestContext, vary: (place: Place) => Place = (place) => place) {
  const directory = mkdtempSync(join(tmpdir(), 'gate-desk-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const files = { output: join(directory, 'o'), summary: join(directory, 's'), log: join(directory, 'l') };
  for (const path of Object.values(files)) writeFileSync(path, '');
  const env = { RUNNER_TEMP: directory, GITHUB_OUTPUT: files.output, GITHUB_STEP_SUMMARY: files.summary };
  const redact = (text: string) => text;
  const place = vary(openPlace(env, redact));
  const stdout = openSync(files.log, 'w');
  const desk = openDesk({ env, redact, place, surfaces: ['annotations', 'summary'], stdout });
  const read = (path: string) => readFileSync(path, 'utf8');
  return {
    desk,
    directory,
    place,
    verdict: () => parseEnvFile(read(files.output))['verdict'],
    summary: () => read(files.summary),
    trail: () => read(place.trail.path).trim().split('\n'),
  };
}

const pass = outcome();
const late = new GateError('state-unwritable', 'The disk is full.');

test('an outcome that was shown is not shown again', async (t) => {
  const { desk, verdict, trail } = openStep(t);
  desk.begin();
  assert.equal(verdict(), 'inconclusive');
  await desk.publisher.publish(pass);
  const before = trail().length;
  assert.equal((await desk.finish(pass)).verdict, 'pass');
  assert.equal(verdict(), 'pass');
  assert.equal(trail().length, before);
});

test('an outcome that got worse after it was shown replaces what was shown', async (t) => {
  const { desk, verdict, summary } = openStep(t);
  desk.begin();
  await desk.publisher.publish(pass);
  assert.match(summary(), /^## ✅/u);
  assert.equal((await desk.finish(undecided(late, pass))).verdict, 'inconclusive');
  assert.equal(verdict(), 'inconclusive');
  assert.match(summary(), /^## ⚠️/u);
  assert.doesNotMatch(summary(), /✅/u);
});

test('a trail that turns out not to be whole takes the pass back in every place', async (t) => {
  const { desk, verdict, summary } = openStep(t, (place) => ({
    ...place,
    trail: {
      ...place.trail,
      close: () => {
        throw late;
      },
    },
  }));
  desk.begin();
  await desk.publisher.publish(pass);
  const last = await desk.finish(pass);
  assert.deepEqual(
    [last.verdict, last.reasons.map(({ code }) => code)],
    ['inconclusive', ['state-unwritable']],
  );
  assert.equal(verdict(), 'inconclusive');
  assert.match(summary(), /The disk is full/u);
});

test('a surface that fails at the last moment decides the exit code and the outputs', async (t) => {
  const { desk, verdict, place } = openStep(t);
  desk.begin();
  rmSync(place.reports, { recursive: true });
  const last = await desk.finish(pass);
  assert.equal(last.verdict, 'inconclusive');
  assert.equal(verdict(), 'inconclusive');
});
