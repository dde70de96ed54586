import assert from 'node:assert/strict';
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { progressLine } from '../../../src/adapters/output/progress.ts';
import { redactor } from '../../../src/adapters/output/redact.ts';
import { parseLog } from '../../emulators/log-parser.ts';

const folder = mkdtempSync(join(tmpdir(), 'gate-progress-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('each step is one plain line, whatever is in it', () => {
  const path = join(folder, 'plain');
  const progress = progressLine({ fd: openSync(path, 'w'), redact: redactor(['sk-0123456789']) });
  progress.step('Reading the change');
  progress.step('a\n::error::x ##[error]y \u001b[2J sk-0123456789');
  progress.step('::error::z');
  progress.close();
  const text = readFileSync(path, 'utf8');
  assert.equal(text.split('\n').length, 4);
  assert.deepEqual(parseLog(text, { names: 'any' }), []);
  assert.ok(!text.includes('\u001b') && !text.includes('sk-0123'));
});

test('on a terminal one line is drawn over and cleared at the end', () => {
  const path = join(folder, 'live');
  const progress = progressLine({ fd: openSync(path, 'w'), columns: 20 });
  progress.step('Reading');
  progress.step(`Reviewing ${'x'.repeat(100)}`);
  progress.close();
  progress.close();
  const lines = readFileSync(path, 'utf8').split('\r\u001b[2K');
  assert.deepEqual(lines, ['', 'Reading', `Reviewing ${'x'.repeat(8)}…`, '']);
});

test('a standard error that nobody reads costs nothing', () => {
  const progress = progressLine({ fd: openSync('/dev/full', 'w') });
  progress.step('Reading');
  progress.close();
});
