import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { GateError } from '../../src/errors.ts';
import { load, loadCommand } from '../../src/sandbox/rungs/bwrap-userns-apparmor.ts';
import { RUNGS } from '../../src/sandbox/rungs.ts';

const directory = mkdtempSync(join(tmpdir(), 'gate-test-'));
after(() => rmSync(directory, { recursive: true }));

const refusal = (expected: RegExp) => (error: unknown) =>
  error instanceof GateError && error.code === 'sandbox-unavailable' && expected.test(error.message);

test('it is never tried unasked, because it changes the machine', () => {
  assert.ok(RUNGS.every(({ name }) => name !== 'bwrap-userns-apparmor'));
});

test('where AppArmor restricts nothing, nothing is loaded, and nobody asks for root', () => {
  const parser = () => assert.fail('asked for root');
  assert.throws(() => loadCommand(false, parser), refusal(/does not restrict.*use `auto`/));
});

test('where it does, the parser replaces the profile, by root or through sudo', () => {
  const sudo = ['/usr/bin/sudo', '-k', '-n', '--', '/usr/sbin/apparmor_parser'];
  assert.deepEqual(
    loadCommand(true, () => sudo),
    [...sudo, '-r'],
  );
});

test('a user without rights is refused before anything is loaded', () => {
  const parser = () => {
    throw new GateError('sandbox-unavailable', 'It needs root, or sudo without a password.');
  };
  assert.throws(() => loadCommand(true, parser), refusal(/needs root/));
});

test('the profile goes to the standard input of the parser, and names bubblewrap alone', () => {
  const file = join(directory, 'profile');
  load('/usr/bin/tee', [file]);
  assert.equal(
    readFileSync(file, 'utf8'),
    'abi <abi/4.0>, profile bwrap /usr/bin/bwrap flags=(unconfined) { userns, }\n',
  );
});

test('a parser that fails, or is not there, is told', () => {
  assert.throws(() => load('/bin/false', []), refusal(/did not load the profile \(exit code 1\)/));
  assert.throws(() => load(join(directory, 'none'), []), refusal(/did not load the profile/));
});
