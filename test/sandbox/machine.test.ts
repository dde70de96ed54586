import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { GateError } from '../../src/errors.ts';
import { readMachine, trustedProgram } from '../../src/sandbox/rungs/machine.ts';

const directory = mkdtempSync(join(tmpdir(), 'gate-test-'));
after(() => rmSync(directory, { recursive: true }));

const refusal = (expected: RegExp) => (error: unknown) =>
  error instanceof GateError && error.code === 'sandbox-unavailable' && expected.test(error.message);

test('a program that is missing is named, with the command that installs it', () => {
  const missing = () => trustedProgram('bwrap', 'apt-get install bubblewrap', [directory]);
  assert.throws(missing, refusal(/bwrap is not in .*install it \(`apt-get install bubblewrap`\)/));
});

test('a program that somebody else could replace is refused', () => {
  const path = join(directory, 'bwrap');
  writeFileSync(path, '');
  chmodSync(path, 0o777);
  assert.throws(() => trustedProgram('bwrap', '', [directory]), refusal(/does not belong to root alone/));
});

test('only a root of the machine itself needs to be left behind', () => {
  assert.equal(readMachine().setpriv === null, process.getuid?.() !== 0);
});

test('where user namespaces are forbidden there is no sandbox, and the reason names the setting', async () => {
  const script = join(import.meta.dirname, 'prove.ts');
  const forbidding = [
    '--unshare-user',
    '--disable-userns',
    '--dev-bind',
    '/',
    '/',
    '--die-with-parent',
    '--',
  ];
  const { stdout } = await promisify(execFile)('/usr/bin/bwrap', [
    ...forbidding,
    process.execPath,
    '--no-warnings',
    script,
    // Read outside: in there the files of root seem to be nobody's, and would be refused for that already.
    JSON.stringify({ ...readMachine(), setpriv: null }),
  ]);
  assert.match(stdout, /^\{"starts":false\} The sandbox ended before its work did.*namespace/);
});
