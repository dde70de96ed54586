import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { redactor } from '../../../src/adapters/output/redact.ts';
import { trailFile } from '../../../src/adapters/output/trail-file.ts';
import { GateError } from '../../../src/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'gate-trail-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const unwritable = (error: unknown) => error instanceof GateError && error.code === 'state-unwritable';
const linesIn = (path: string) =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('each event is one line of JSON with its time, there as soon as it is recorded', () => {
  const path = join(folder, 'plain.jsonl');
  writeFileSync(path, 'an older trail');
  const trail = trailFile(path);
  trail.record({ kind: 'change', base: 'b', head: 'h', files: 1, hunks: 2 });
  assert.equal(linesIn(path).length, 1);
  trail.record({ kind: 'turn', bundle: 0, turn: 1, outcome: 'a\n##[error]\u2028', ms: 3 });
  trail.close();
  trail.close();
  const [first, second] = linesIn(path);
  assert.match(String(first?.['t']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/u);
  assert.equal(Object.keys(first ?? {})[0], 't');
  assert.equal(second?.['outcome'], 'a\n##[error]\u2028');
  assert.throws(() => trail.record({ kind: 'turn', bundle: 0, turn: 1, outcome: '', ms: 0 }), unwritable);
});

test('secrets and long texts do not get in, and a new file is for its owner only', () => {
  const path = join(folder, 'secret.jsonl');
  const trail = trailFile(path, redactor(['sk-0123456789']));
  assert.equal(statSync(path).mode & 0o777, 0o600);
  const encoded = Buffer.from('key=sk-0123456789').toString('base64');
  trail.record({
    kind: 'tool-call',
    bundle: 0,
    tool: 'read',
    outcome: 'error',
    arguments: `sk-0123456789 ${encoded}`,
  });
  trail.record({ kind: 'run-start', versions: { 'sk-0123456789': 'x'.repeat(100_000) }, sha256: {} });
  trail.close();
  const text = readFileSync(path, 'utf8');
  assert.ok(!text.includes('0123456789') && text.length < 6_000);
  assert.equal(linesIn(path).length, 2);
});

test('a process that is killed leaves every line that it recorded', async () => {
  const path = join(folder, 'killed.jsonl');
  const source = new URL('../../../src/adapters/output/trail-file.ts', import.meta.url).href;
  const code = `
    const { trailFile } = await import(${JSON.stringify(source)});
    const trail = trailFile(process.argv[1]);
    for (let turn = 0; turn < 100; turn++) trail.record({ kind: 'turn', bundle: 0, turn, outcome: 'answered', ms: 1 });
    process.kill(process.pid, 'SIGKILL');
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code, path], { stdio: 'ignore' });
  const signal = await new Promise((resolve) => child.once('close', (_, name) => resolve(name)));
  assert.equal(signal, 'SIGKILL');
  assert.deepEqual(
    linesIn(path).map((line) => line['turn']),
    Array.from({ length: 100 }, (_, turn) => turn),
  );
});

test('a full disk is state-unwritable at once, at every later event and at the end', () => {
  const trail = trailFile('/dev/full');
  const event = { kind: 'turn', bundle: 0, turn: 1, outcome: 'answered', ms: 1 } as const;
  assert.throws(() => trail.record(event), unwritable);
  assert.throws(() => trail.record(event), unwritable);
  assert.throws(() => trail.close(), unwritable);
});

test('a folder that is not there, a folder, a link and a pipe are refused', async () => {
  assert.throws(() => trailFile(join(folder, 'none', 'x.jsonl')), unwritable);
  assert.throws(() => trailFile(folder), unwritable);
  const target = join(folder, 'target');
  writeFileSync(target, 'keep');
  symlinkSync(target, join(folder, 'link'));
  assert.throws(() => trailFile(join(folder, 'link')), unwritable);
  assert.equal(readFileSync(target, 'utf8'), 'keep');
  const pipe = join(folder, 'pipe');
  await new Promise((resolve) => spawn('mkfifo', [pipe], { stdio: 'ignore' }).once('close', resolve));
  assert.throws(() => trailFile(pipe), unwritable);
});
