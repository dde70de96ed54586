import assert from 'node:assert/strict';
import { test } from 'node:test';
import { remedy } from '../../src/sandbox/remedy.ts';

const plain = { platform: 'linux', arch: 'x64', hosted: null, appArmor: false, container: false };

const REFUSED = 'No permissions to create new namespace.';

for (const [what, reason, kind, expected] of [
  ['macOS', REFUSED, { ...plain, platform: 'darwin', arch: 'arm64' }, /^macOS .*ubuntu-24\.04.*review: off/],
  ['Windows', REFUSED, { ...plain, platform: 'win32' }, /^Windows .*ubuntu-24\.04/],
  ['another system', REFUSED, { ...plain, platform: 'freebsd' }, /namespaces.*ubuntu-24\.04/],
  ['a container job', REFUSED, { ...plain, container: true, hosted: 'ubuntu24' }, /no `container:`/],
  ['the image of 22.04', REFUSED, { ...plain, hosted: 'ubuntu22' }, /too old: use `runs-on: ubuntu-24\.04`/],
  [
    'the image of 24.04',
    REFUSED,
    { ...plain, hosted: 'ubuntu24', appArmor: true },
    /sudo apt-get.*bubblewrap/,
  ],
  ['a hosted arm64', REFUSED, { ...plain, hosted: 'ubuntu24', arch: 'arm64' }, /x64 runners/],
  [
    'a self-hosted Ubuntu 24.04',
    REFUSED,
    { ...plain, appArmor: true },
    /AppArmor.*sudo without.*docs\/sandbox\.md/,
  ],
  ['any other self-hosted', REFUSED, plain, /user\.max_user_namespaces.*sudo without a password/],
  ['an old bubblewrap', 'bwrap Unknown option --size', plain, /too old: use 0\.8\.0 or newer/],
  ['a program that is missing', 'bwrap is not in /usr/bin; install it (`x`).', plain, /^$/],
  ['an image that is missing', 'GATE_SANDBOX_IMAGE names no image.', plain, /^$/],
  ['a program that anyone can replace', '/usr/bin/bwrap does not belong to root alone, so', plain, /^$/],
] as const) {
  test(`the advice fits ${what}`, () => {
    const advice = remedy([{ rung: 'bwrap-userns', why: reason }], kind);
    assert.match(advice, expected);
    assert.ok(advice.split(/[.!?] [A-Z]/).length === 1, 'one sentence');
  });
}
