import assert from 'node:assert/strict';
import { test } from 'node:test';
import { remedy } from '../../src/sandbox/remedy.ts';

const plain = { appArmor: false, container: false };

for (const [what, trouble, kind, expected] of [
  [
    'a program that is missing',
    'bwrap is not in /usr/bin; install it (`x`).',
    plain,
    /^bwrap is not in .*`x`\)\.$/,
  ],
  ['an old bubblewrap', 'bwrap Unknown option --disable-userns', plain, /0\.8\.0 or newer/],
  ['Ubuntu 24.04', 'setting up uid map Permission denied', { ...plain, appArmor: true }, /AppArmor.*profile/],
  ['a container', 'No permissions to create new namespace', { ...plain, container: true }, /on the host/],
  ['any other machine', 'Creating new namespace failed', plain, /user\.max_user_namespaces/],
] as const) {
  test(`the advice fits ${what}`, () => {
    assert.match(remedy({ failed: ['starts'], trouble, kind }), expected);
  });
}

test('an incomplete isolation is told by its failed checks', () => {
  assert.match(
    remedy({ failed: ['files-hidden', 'session-own'], trouble: null, kind: plain }),
    /files-hidden, session-own/,
  );
});
