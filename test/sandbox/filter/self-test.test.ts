import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { arch } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { answer, encode } from '../../../src/sandbox/filter/instructions.ts';
import { DEFAULT_LIMITS } from '../../../src/sandbox/limits.ts';
import { openBwrap } from '../../../src/sandbox/rungs/bwrap-userns.ts';
import { type Machine, readMachine } from '../../../src/sandbox/rungs/machine.ts';
import { attemptsFor, callerFor } from '../../../src/sandbox/self-test/attempts.ts';
import { selfTest } from '../../../src/sandbox/self-test.ts';
import { makeMounts } from '../mounts.ts';
import { withoutFilter } from './run-filtered.ts';

const made = await makeMounts();
after(() => made.remove());

async function failedChecks(machine: Machine, vary?: (options: readonly string[]) => readonly string[]) {
  const rung = {
    name: 'changed',
    open: (mounts: typeof made.mounts, limits: typeof DEFAULT_LIMITS) =>
      openBwrap(machine, mounts, limits, vary),
  };
  const { checks, why } = await selfTest(rung, made.mounts, DEFAULT_LIMITS);
  assert.ok(checks['starts'], why);
  return Object.keys(checks).filter((name) => !checks[name]);
}

test('a sandbox without its filter fails the proof, by that alone', async () => {
  assert.deepEqual(await failedChecks(readMachine(), withoutFilter), [
    'filter-on-every-process',
    'system-calls-refused',
  ]);
});

test('without filter and without the limit of user namespaces one can be had, and the proof sees it', async () => {
  const failed = await failedChecks(readMachine(), (options) =>
    withoutFilter(options).filter((option) => option !== '--disable-userns'),
  );
  assert.ok(failed.includes('namespaces-refused'));
  assert.deepEqual(
    await failedChecks(readMachine(), (options) => options.filter((option) => option !== '--disable-userns')),
    [],
    'the filter alone refuses them as well',
  );
});

test('a filter that lets everything pass is on, and fails the proof', async () => {
  const [bwrap, program] = [join(made.directory, 'bwrap'), join(made.directory, 'program')];
  writeFileSync(program, encode([answer(0x7fff0000)]));
  writeFileSync(bwrap, `#!/bin/bash\nexec 8< ${program}; exec /usr/bin/bwrap "$@"\n`, { mode: 0o755 });
  const real = ['--ro-bind', '/usr/bin/bwrap', '/usr/bin/bwrap'];
  const failed = await failedChecks({ ...readMachine(), bwrap, setpriv: null }, (options) => [
    ...real,
    ...options,
  ]);
  assert.ok(failed.includes('system-calls-refused'));
  assert.ok(!failed.includes('filter-on-every-process'));
});

test('a filter that bwrap cannot load is no sandbox', async () => {
  const [bwrap, program] = [join(made.directory, 'bwrap-2'), join(made.directory, 'cut')];
  writeFileSync(program, encode([answer(0x7fff0000)]).subarray(0, 7));
  writeFileSync(bwrap, `#!/bin/bash\nexec 8< ${program}; exec /usr/bin/bwrap "$@"\n`, { mode: 0o755 });
  const machine = { ...readMachine(), bwrap, setpriv: null };
  const rung = { name: 'changed', open: openBwrap.bind(null, machine) };
  const report = await selfTest(rung, made.mounts, DEFAULT_LIMITS);
  assert.deepEqual(report.checks, { starts: false });
  assert.match(report.why ?? '', /seccomp/);
});

test('the proof tries calls on each processor that has a filter, and none elsewhere', () => {
  for (const processor of ['x64', 'arm64']) {
    const all = attemptsFor(processor);
    assert.ok(all.length >= 60);
    assert.ok(all.every(({ number, result }) => number >= 0 && result < 0));
    assert.equal(Buffer.from(callerFor(processor), 'base64').readUInt32BE(), 0x7f454c46);
  }
  assert.deepEqual([attemptsFor('ia32'), callerFor('ia32')], [[], '']);
  assert.ok(attemptsFor(arch()).length > 0);
});
