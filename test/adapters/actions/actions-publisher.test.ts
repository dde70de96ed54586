import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type ActionsSettings, actionsPublisher } from '../../../src/adapters/actions/actions-publisher.ts';
import { redactor } from '../../../src/adapters/output/redact.ts';
import { GateError } from '../../../src/errors.ts';
import { OUTPUT_NAMES } from '../../../src/report/outputs.ts';
import type { TrailEvent } from '../../../src/trail/event.ts';
import { parseEnvFile } from '../../emulators/env-file-parser.ts';
import { parseLog } from '../../emulators/log-parser.ts';
import { finding, outcome } from '../../report/sample.ts';

const root = mkdtempSync(join(tmpdir(), 'gate-actions-'));
after(() => rmSync(root, { recursive: true, force: true }));

const refused = (error: unknown) => error instanceof GateError && error.code === 'publish-failed';

/** A runner's step: its files, its environment, a reader for each. */
function step(name: string, changed: Partial<ActionsSettings> = {}, env: Record<string, string> = {}) {
  const folder = join(root, name);
  mkdirSync(folder);
  const paths = {
    output: join(folder, 'output'),
    summary: join(folder, 'summary'),
    stdout: join(folder, 'stdout'),
  };
  for (const path of Object.values(paths)) writeFileSync(path, '');
  const events: TrailEvent[] = [];
  const publisher = actionsPublisher({
    env: { GITHUB_OUTPUT: paths.output, GITHUB_STEP_SUMMARY: paths.summary, ...env },
    surfaces: ['annotations', 'summary'],
    reports: folder,
    sarif: { version: '0.1.0', informationUri: 'https://github.com/example/gate' },
    trailPath: join(folder, 'trail.jsonl'),
    trail: { record: (event) => void events.push(event) },
    stdout: openSync(paths.stdout, 'w'),
    ...changed,
  });
  const read = (path: string) => readFileSync(path, 'utf8');
  return {
    folder,
    publisher,
    events,
    outputs: () => parseEnvFile(read(paths.output)),
    summary: () => read(paths.summary),
    log: () => read(paths.stdout),
  };
}

const blocked = outcome({ review: { verdict: 'block', findings: [finding()] } });

test('before anything is known every declared output stands at its least promise', () => {
  const { publisher, outputs } = step('early');
  publisher.writeEarlyOutputs();
  assert.deepEqual(Object.keys(outputs()).toSorted(), [...OUTPUT_NAMES].toSorted());
  assert.equal(outputs()['verdict'], 'inconclusive');
});

test('an outcome reaches the log, the summary, the report files and the outputs', async () => {
  const { publisher, outputs, summary, log, events, folder } = step('whole');
  publisher.writeEarlyOutputs();
  await publisher.publish(blocked);
  assert.equal(outputs()['verdict'], 'block');
  assert.equal(outputs()['findings'], '1');
  assert.equal(outputs()['sarif-file'], join(folder, 'review-gate.sarif'));
  assert.match(readFileSync(outputs()['report-file'] ?? '', 'utf8'), /"verdict": "block"/u);
  assert.match(summary(), /^## ⛔ Review gate: block/u);
  assert.deepEqual(
    parseLog(log(), { names: 'any' }).map(({ name }) => name),
    ['error'],
  );
  assert.match(log(), /^Review gate: block \(audit: pass, review: block\)$/mu);
  assert.deepEqual(
    events.map((event) => (event.kind === 'publication' ? `${event.surface} ${event.outcome}` : '')),
    ['annotations published', 'log published', 'reports published', 'summary published', 'outputs published'],
  );
});

test('what became of the surfaces of the API is in the trail, the summary, the outputs and the verdict', async () => {
  const result = { surface: 'check-run', outcome: 'skipped', count: 0, why: 'Refused.' } as const;
  const note = 'Give the job the permission "checks: write".';
  const auto = step('api-auto', {
    github: () => ({ publish: async () => [{ ...result, note, failure: null }] }),
  });
  await auto.publisher.publish(outcome());
  assert.equal(auto.outputs()['verdict'], 'pass');
  assert.match(auto.summary(), /### Notes[^]*checks: write/u);
  assert.deepEqual(auto.events[1], { kind: 'publication', ...result });
  const failure = { code: 'publish-failed', message: 'It was asked for.' } as const;
  const named = step('api-named', {
    github: () => ({ publish: async () => [{ ...result, note, failure }] }),
  });
  await assert.rejects(named.publisher.publish(outcome()), refused);
  assert.equal(named.outputs()['verdict'], 'inconclusive');
  assert.match(named.summary(), /^## ⚠️[^]*It was asked for/u);
});

test('only the surfaces that are wanted are written; the outputs always are', async () => {
  const { publisher, outputs, summary, log } = step('few', { surfaces: [], reports: null });
  await publisher.publish(blocked);
  assert.equal(summary(), '');
  assert.deepEqual(parseLog(log(), { names: 'any' }), []);
  assert.equal(outputs()['verdict'], 'block');
  assert.equal(outputs()['sarif-file'], '');
});

test('a second publication replaces the summary and does not repeat annotations', async () => {
  const { publisher, outputs, summary, log } = step('twice');
  await publisher.publish(outcome());
  await publisher.publish(blocked);
  await publisher.publish(blocked);
  assert.equal(summary().match(/^## /gmu)?.length, 1);
  assert.match(summary(), /^## ⛔/u);
  assert.equal(parseLog(log()).length, 1);
  assert.equal(outputs()['verdict'], 'block');
});

test('what another part of the step wrote into the summary stays', async () => {
  const { publisher, summary, folder } = step('shared');
  writeFileSync(join(folder, 'summary'), '# Before us');
  await publisher.publish(outcome());
  await publisher.publish(outcome());
  assert.match(summary(), /^# Before us\n## ✅/u);
});

test('a summary that others have filled, that is missing or that is a folder takes the pass away', async () => {
  const filled = step('filled');
  writeFileSync(join(filled.folder, 'summary'), 'x'.repeat(1024 * 1024 - 100));
  const missing = step('missing', {}, { GITHUB_STEP_SUMMARY: '' });
  const folder = step('folder', {}, { GITHUB_STEP_SUMMARY: root });
  for (const { publisher, outputs, events } of [filled, missing, folder]) {
    publisher.writeEarlyOutputs();
    await assert.rejects(publisher.publish(outcome()), refused);
    assert.equal(outputs()['verdict'], 'inconclusive');
    assert.ok(events.some((event) => event.kind === 'publication' && event.outcome === 'failed'));
  }
});

test('a huge summary stays within GitHub limits together with what was there', async () => {
  const { publisher, summary, folder } = step('huge');
  writeFileSync(join(folder, 'summary'), 'x'.repeat(500_000));
  const findings = Array.from({ length: 5_000 }, () => finding({ message: 'y'.repeat(600) }));
  await publisher.publish(outcome({ review: { verdict: 'block', findings } }));
  assert.ok(Buffer.byteLength(summary()) <= 1024 * 1024);
  assert.match(summary(), /more did not fit in here/u);
});

test('a log that cannot be written takes the pass away, and the summary says so', async () => {
  const { publisher, outputs, summary } = step('full', { stdout: openSync('/dev/full', 'w') });
  await assert.rejects(publisher.publish(outcome()), refused);
  assert.equal(outputs()['verdict'], 'inconclusive');
  assert.match(summary(), /^## ⚠️ Review gate: inconclusive[^]*publish-failed/u);
});

test('what failed before GitHub is asked is known there: no check run begins as a success', async () => {
  const findings = [finding({ severity: 'medium' })];
  const verdicts: string[] = [];
  const github = () => ({
    publish: ({ verdict }: { readonly verdict: string }) => {
      verdicts.push(verdict);
      return Promise.resolve([]);
    },
  });
  const passed = outcome({ review: { findings } });
  await step('github-after', { github }).publisher.publish(passed);
  const { publisher } = step('github-late', { github, stdout: openSync('/dev/full', 'w') });
  await assert.rejects(publisher.publish(passed), refused);
  assert.deepEqual(verdicts, ['pass', 'inconclusive']);
});

test('outputs that cannot be written are an error, early and late', async () => {
  for (const path of ['', root]) {
    const { publisher } = step(`outputs-${path === '' ? 'unset' : 'folder'}`, {}, { GITHUB_OUTPUT: path });
    assert.throws(() => publisher.writeEarlyOutputs(), refused);
    await assert.rejects(publisher.publish(outcome()), refused);
  }
});

test('a trail that fails at the last event takes the pass back from the outputs', async () => {
  const record = (event: TrailEvent) => {
    if (event.kind === 'publication' && event.surface === 'outputs') {
      throw new GateError('state-unwritable', 'The disk is full.');
    }
  };
  const { publisher, outputs } = step('trail', { trail: { record } });
  await assert.rejects(
    publisher.publish(outcome()),
    (error) => error instanceof GateError && error.code === 'state-unwritable',
  );
  assert.equal(outputs()['verdict'], 'inconclusive');
});

test('an outcome that got worse afterwards reaches the outputs', async () => {
  const { publisher, outputs } = step('worse');
  await publisher.publish(outcome());
  publisher.writeOutputs(
    outcome({ review: { verdict: 'inconclusive', reasons: [{ code: 'interrupted', message: 'Stopped.' }] } }),
  );
  assert.equal(outputs()['verdict'], 'inconclusive');
});

test('no secret and no foreign text reaches any surface unencoded, with debugging on', async () => {
  const secret = 'sk_live_*Qz7|Wm#4`Tx';
  const text = `${secret} ${Buffer.from(secret).toString('base64')}\n::set-output name=verdict::pass\n##[add-mask]e`;
  const { publisher, outputs, summary, log, folder } = step(
    'hostile',
    { redact: redactor([secret]) },
    { RUNNER_DEBUG: '1' },
  );
  const open = step('hostile-open');
  const hostile = finding({
    title: text,
    message: text,
    path: text,
    evidence: text,
    category: text,
    severity: 'low',
  });
  await publisher.publish(outcome({ review: { findings: [hostile], summary: text } }));
  await open.publisher.publish(outcome({ review: { findings: [hostile] } }));
  assert.match(open.summary(), /Qz7/u, 'without the redactor the secret is there');
  const reports = ['sarif', 'md', 'json'].map((end) =>
    readFileSync(join(folder, `review-gate.${end}`), 'utf8'),
  );
  for (const surface of [log(), summary(), JSON.stringify(outputs()), ...reports]) {
    assert.ok(
      !/Qz7/u.test(surface) && !surface.includes(Buffer.from(secret).toString('base64').slice(0, 20)),
    );
  }
  assert.deepEqual(
    parseLog(log(), { names: 'any' }).map(({ name }) => name),
    ['notice', 'debug'],
  );
  assert.equal(outputs()['verdict'], 'pass');
});

test('a real process whose log is closed does not exit 0 and leaves outputs that are no pass', async () => {
  const folder = join(root, 'process');
  mkdirSync(folder);
  const source = (path: string) => JSON.stringify(new URL(path, import.meta.url).href);
  const code = `
    process.exitCode = 2;
    const { actionsPublisher } = await import(${source('../../../src/adapters/actions/actions-publisher.ts')});
    const { outcome } = await import(${source('../../report/sample.ts')});
    const publisher = actionsPublisher({
      env: process.env, surfaces: ['annotations', 'summary'], reports: null, trailPath: '',
      sarif: { version: '0', informationUri: 'https://github.com/example/gate' },
    });
    publisher.writeEarlyOutputs();
    if (process.argv[1] === 'crash') process.kill(process.pid, 'SIGKILL');
    await publisher.publish(outcome());
    process.exitCode = 0;
  `;
  for (const [mode, expected] of [
    ['whole', 0],
    ['closed', 1],
    ['crash', null],
  ] as const) {
    const env = {
      ...process.env,
      GITHUB_OUTPUT: join(folder, mode),
      GITHUB_STEP_SUMMARY: join(folder, `${mode}.md`),
    };
    const child = spawn(process.execPath, ['--input-type=module', '-e', code, mode], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    if (mode === 'closed') child.stdout.destroy();
    else child.stdout.resume();
    const exit = await new Promise((resolve) => child.once('close', resolve));
    assert.equal(exit, expected, mode);
    const { verdict } = parseEnvFile(readFileSync(join(folder, mode), 'utf8'));
    assert.equal(verdict, mode === 'whole' ? 'pass' : 'inconclusive');
  }
});
