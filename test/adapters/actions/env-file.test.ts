import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { appendEnvFile, renderPair } from '../../../src/adapters/actions/env-file.ts';
import { GateError } from '../../../src/errors.ts';
import { parseEnvFile } from '../../emulators/env-file-parser.ts';

const folder = mkdtempSync(join(tmpdir(), 'gate-env-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const refused = (error: unknown) => error instanceof GateError && error.code === 'publish-failed';

test('values of any kind come back as they were, and the last one wins', () => {
  const path = join(folder, 'values');
  const nasty = 'EOF\nghadelimiter_1\nNODE_OPTIONS=--require=/x\nverdict=pass\nname<<EOF';
  appendEnvFile(path, { verdict: 'inconclusive', nasty });
  appendEnvFile(path, { verdict: 'block' });
  assert.deepEqual(parseEnvFile(readFileSync(path, 'utf8')), { verdict: 'block', nasty });
});

test('a line that another writer left open is closed first', () => {
  const path = join(folder, 'open');
  writeFileSync(path, 'other=1');
  appendEnvFile(path, { verdict: 'pass' });
  assert.deepEqual(parseEnvFile(readFileSync(path, 'utf8')), { other: '1', verdict: 'pass' });
});

test('a value that holds the delimiter is refused; with a delimiter that is known it would inject', () => {
  const injected = `EOF\nNODE_OPTIONS=x\nrest<<EOF`;
  assert.deepEqual(parseEnvFile(`verdict<<EOF\n${injected}\nEOF\n`), {
    verdict: '',
    NODE_OPTIONS: 'x',
    rest: '',
  });
  assert.throws(() => renderPair('verdict', injected, 'EOF'), refused);
  assert.throws(() => renderPair('a=b', 'x', 'EOF'), refused);
  assert.throws(() => renderPair('a\nb', 'x', 'EOF'), refused);
});

test('a file that cannot be written is publish-failed', () => {
  symlinkSync(join(folder, 'values'), join(folder, 'link'));
  for (const path of [folder, join(folder, 'none', 'x'), join(folder, 'link'), '/dev/full']) {
    assert.throws(() => appendEnvFile(path, { verdict: 'pass' }), refused, path);
  }
});
