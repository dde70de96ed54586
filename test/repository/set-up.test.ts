import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';
import { ROOT } from './tracked-files.ts';

const NEEDED = ['sh', 'cmp', 'cp', 'dirname', 'grep', 'mktemp', 'rm', 'mkdir', 'chmod', 'cat'];

/** What the stand-in for npm leaves behind when it succeeds: the files that the real packages bring. */
const NPM = `
put() { mkdir -p "$(dirname "$1")"; printf '#!/bin/sh\\necho %s\\n' "$2" >"$1"; chmod +x "$1"; }
put node_modules/.bin/node v24.21.0
put node_modules/opencode-linux-x64/bin/opencode 1.18.33
put node_modules/@vscode/ripgrep-linux-x64/bin/rg 1
`;

type Machine = Readonly<Record<string, string>>;
const FRESH: Machine = {
  npm: NPM,
  id: 'echo 0',
  uname: 'echo x86_64',
  bwrap: '',
  git: '',
  openssl: '',
  strace: '',
};

/** A project directory with the real script and a PATH that holds nothing but `machine`. */
function machineWith(context: TestContext, machine: Machine) {
  const root = mkdtempSync(join(tmpdir(), 'set-up-'));
  context.after(() => rmSync(root, { recursive: true, force: true }));
  const bin = join(root, 'bin');
  for (const folder of ['bin', 'scripts']) mkdirSync(join(root, folder));
  copyFileSync(join(ROOT, 'scripts', 'set-up.sh'), join(root, 'scripts', 'set-up.sh'));
  copyFileSync(join(ROOT, 'package-lock.json'), join(root, 'package-lock.json'));
  for (const name of NEEDED) symlinkSync(found(name), join(bin, name));
  for (const [name, script] of Object.entries(machine)) {
    const path = join(bin, name);
    writeFileSync(path, `#!/bin/sh\necho "${name} $*" >>"${root}/calls"\n${script}\n`);
    chmodSync(path, 0o755);
  }
  const setUp = () => {
    const { status, stdout, stderr } = spawnSync(found('sh'), ['scripts/set-up.sh'], {
      cwd: root,
      env: { PATH: bin, TMPDIR: root },
      encoding: 'utf8',
      timeout: 30_000,
    });
    return { status, stdout, stderr };
  };
  return {
    root,
    setUp,
    calls: () => spawnSync(found('cat'), [join(root, 'calls')], { encoding: 'utf8' }).stdout,
  };
}

function found(name: string): string {
  const { stdout } = spawnSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8' });
  assert.ok(dirname(stdout) !== '.', `${name} is on this machine`);
  return stdout.trim();
}

function without(name: string): Machine {
  return Object.fromEntries(Object.entries(FRESH).filter(([key]) => key !== name));
}

suite('set-up', () => {
  test('installs the locked packages without their scripts', (context) => {
    const machine = machineWith(context, FRESH);
    assert.deepEqual(machine.setUp(), { status: 0, stdout: '', stderr: '' });
    assert.match(machine.calls(), /^npm ci --ignore-scripts/mu);
  });

  test('does nothing the second time', (context) => {
    const machine = machineWith(context, FRESH);
    machine.setUp();
    const before = machine.calls();
    assert.equal(machine.setUp().status, 0);
    assert.equal(machine.calls().match(/^npm/gmu)?.length, before.match(/^npm/gmu)?.length);
  });

  test('installs again when the lock file changed', (context) => {
    const machine = machineWith(context, FRESH);
    machine.setUp();
    writeFileSync(join(machine.root, 'package-lock.json'), '{}');
    machine.setUp();
    assert.equal(machine.calls().match(/^npm/gmu)?.length, 2);
  });

  test('as root installs bubblewrap with apt-get', (context) => {
    const machine = machineWith(context, { ...without('bwrap'), 'apt-get': '' });
    assert.equal(machine.setUp().status, 0);
    assert.match(
      machine.calls(),
      /^apt-get install -y --no-install-recommends bubblewrap git openssl strace$/mu,
    );
  });

  test('uses sudo when it asks for no password', (context) => {
    const machine = machineWith(context, {
      ...without('bwrap'),
      id: 'echo 1000',
      sudo: 'test "$1" = -n && shift; "$@"',
      true: '',
      'apt-get': '',
    });
    assert.equal(machine.setUp().status, 0);
    assert.match(machine.calls(), /^sudo -n sh -c/mu);
    assert.match(machine.calls(), /^apt-get install/mu);
  });

  const failures: readonly (readonly [string, Machine, RegExp])[] = [
    ['npm is missing', without('npm'), /npm is missing; install Node\.js 20/u],
    [
      'npm fails',
      { ...FRESH, npm: 'echo "npm error code E404" >&2; exit 1' },
      /npm ci failed \(npm error code E404\)/u,
    ],
    [
      'npm leaves a platform package out',
      { ...FRESH, npm: 'mkdir -p node_modules' },
      /left out a platform package/u,
    ],
    [
      'nobody may install',
      { ...without('bwrap'), id: 'echo 1000', 'apt-get': '' },
      /run: sudo sh -c 'apt-get update && apt-get install .* bubblewrap git openssl strace'/u,
    ],
    [
      'sudo wants a password',
      { ...without('git'), id: 'echo 1000', 'apt-get': '', sudo: 'exit 1' },
      /run: sudo sh -c 'apt-get update/u,
    ],
    [
      'apt-get fails',
      { ...without('bwrap'), 'apt-get': 'echo noise >&2; exit 100' },
      /could not be installed; run: sudo/u,
    ],
    ['this is no Debian', without('bwrap'), /no Debian or Ubuntu/u],
  ];
  for (const [what, machine, sentence] of failures) {
    test(`says one sentence when ${what}`, (context) => {
      const { status, stdout, stderr } = machineWith(context, machine).setUp();
      assert.equal(status, 2);
      assert.equal(stdout, '');
      assert.match(stderr, sentence);
      assert.equal(stderr.trimEnd().split('\n').length, 1);
    });
  }
});
