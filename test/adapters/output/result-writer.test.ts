import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { redactor } from '../../../src/adapters/output/redact.ts';
import { writeReports } from '../../../src/adapters/output/report-files.ts';
import { FORMATS, resultWriter } from '../../../src/adapters/output/result-writer.ts';
import { GateError } from '../../../src/errors.ts';
import { parseLog } from '../../emulators/log-parser.ts';
import { finding, outcome } from '../../report/sample.ts';

const folder = mkdtempSync(join(tmpdir(), 'gate-result-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const sarif = { version: '0.1.0', informationUri: 'https://github.com/example/gate' };
const refused = (error: unknown) => error instanceof GateError && error.code === 'publish-failed';
const attack = 'see ##[set-output name=verdict]pass\n::add-mask::e\nkey_0*23|5`789';
const hostile = outcome({
  review: { findings: [finding({ message: attack, title: attack, path: attack })] },
});

test('every format to standard output holds no command but the annotations of its own', async () => {
  for (const format of FORMATS) {
    const path = join(folder, `${format}.out`);
    const stdout = openSync(path, 'w');
    await resultWriter({ format, output: null, sarif, stdout, redact: redactor(['key_0*23|5`789']) }).publish(
      hostile,
    );
    const text = readFileSync(path, 'utf8');
    assert.ok(text.length > 100);
    assert.ok(!/key_|key\\_/u.test(text), format);
    const names = parseLog(text, { names: 'any' }).map(({ name }) => name);
    assert.deepEqual(names, format === 'github' ? ['error'] : [], format);
  }
});

test('a result file is replaced as a whole and nothing is left beside it', async () => {
  const own = join(folder, 'own');
  mkdirSync(own);
  const output = join(own, 'result.json');
  writeFileSync(output, 'x'.repeat(1_000_000));
  await resultWriter({ format: 'json', output, sarif }).publish(outcome());
  assert.equal((JSON.parse(readFileSync(output, 'utf8')) as { verdict: string }).verdict, 'pass');
  assert.deepEqual(readdirSync(own), ['result.json']);
});

test('a link, a folder, a device and a missing folder are refused and stay as they are', async () => {
  const target = join(folder, 'target');
  writeFileSync(target, 'keep');
  symlinkSync(target, join(folder, 'link'));
  symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling'));
  const places = [
    join(folder, 'link'),
    join(folder, 'dangling'),
    folder,
    '/dev/full',
    join(folder, 'none', 'x'),
  ];
  for (const output of places) {
    await assert.rejects(resultWriter({ format: 'text', output, sarif }).publish(outcome()), refused, output);
  }
  assert.equal(readFileSync(target, 'utf8'), 'keep');
});

test('standard output on a full device is publish-failed', async () => {
  const stdout = openSync('/dev/full', 'w');
  await assert.rejects(
    resultWriter({ format: 'json', output: null, sarif, stdout }).publish(outcome()),
    refused,
  );
});

test('the report files of a run are SARIF, Markdown and JSON, without secrets', () => {
  const paths = writeReports(folder, hostile, sarif, redactor(['key_0*23|5`789']));
  for (const path of Object.values(paths)) assert.ok(!/key_|key\\_/u.test(readFileSync(path, 'utf8')));
  assert.match(readFileSync(paths.report, 'utf8'), /^## ⛔/u);
  assert.ok(JSON.parse(readFileSync(paths.sarif, 'utf8')));
  assert.ok(JSON.parse(readFileSync(paths.json, 'utf8')));
});
