import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { GateError } from '../../src/errors.ts';
import { openTurns } from '../../src/sandbox/frames.ts';
import { proveSandbox } from '../../src/sandbox/prove-sandbox.ts';
import { RUNGS } from '../../src/sandbox/rungs.ts';
import type { RungReport } from '../../src/sandbox/sandbox.ts';
import { MAY_BE_ROOT, RUNGS_HERE } from './lane.ts';
import { makeMounts, makeMountsRunning } from './mounts.ts';

const made = await makeMounts();
after(() => made.remove());

async function prove(name: string, mounts = made.mounts) {
  const reports: RungReport[] = [];
  const outcome = await proveSandbox({ name, mounts, record: (report) => reports.push(report) }).catch(
    (error: unknown) => error,
  );
  return { outcome, reports };
}

test('`auto` opens the first rung that proves itself, and says where things are inside', async () => {
  const { outcome, reports } = await prove('auto');
  assert.ok(typeof outcome === 'object' && outcome !== null && 'inside' in outcome);
  assert.deepEqual(outcome.inside, { view: '/pr', work: '/work' });
  assert.deepEqual(
    reports.map(({ rung, passed }) => [rung, passed]),
    RUNGS_HERE.length === 2
      ? [['root-launch', true]]
      : [
          ['root-launch', false],
          ['bwrap-userns', true],
        ],
  );
  assert.match(reports.at(-1)?.memory ?? '', /^(systemd-scope|cgroup-v[12]|data-limit)$/);
});

test('a name that no rung has is told', async () => {
  const { outcome } = await prove('none');
  assert.ok(outcome instanceof GateError);
  assert.equal(outcome.code, 'input-invalid');
  assert.match(
    outcome.message,
    /auto, root-launch, bwrap-userns, docker, podman, bwrap-userns-apparmor, dangerously-none/,
  );
});

test('when no rung proves itself there is no sandbox, and `auto` never falls back to none', async () => {
  const { outcome, reports } = await prove('auto', { ...made.mounts, relay: '/dev/null' });
  assert.ok(outcome instanceof GateError);
  assert.equal(outcome.code, 'sandbox-unavailable');
  const lane = MAY_BE_ROOT
    ? 'root-launch, bwrap-userns: '
    : 'root-launch: It needs root, or sudo without a password; bwrap-userns: ';
  assert.ok(outcome.message.includes(`nothing was reviewed (${lane}`), outcome.message);
  assert.match(outcome.message, /; docker, podman: GATE_SANDBOX_IMAGE names no image\)\. \S.*\.$/);
  assert.ok(outcome.message.length <= 420, outcome.message);
  assert.deepEqual(
    reports.map(({ rung }) => rung),
    RUNGS.map(({ name }) => name),
  );
});

test('a name of `auto` is the only one that is tried', async () => {
  const { outcome, reports } = await prove('bwrap-userns');
  assert.ok(typeof outcome === 'object' && outcome !== null && 'inside' in outcome);
  assert.deepEqual(
    reports.map(({ rung }) => rung),
    ['bwrap-userns'],
  );
});

test('`dangerously-none` runs when it is named, and is reported as no isolation', async (t) => {
  const { mounts, remove } = await makeMountsRunning('console.log(process.cwd())', 'outside');
  t.after(remove);
  const reports: RungReport[] = [];
  const sandbox = await proveSandbox({
    name: 'dangerously-none',
    mounts,
    record: (report) => reports.push(report),
  });
  assert.equal(reports[0]?.passed, false);
  assert.match(reports[0]?.why ?? '', /Nothing is isolated/);
  assert.equal(sandbox.inside.view, mounts.view);
  const turns = openTurns(sandbox.start());
  let out = '';
  await turns.run({ args: [], stdin: '' }, { onOut: (text) => void (out += text), onErr: () => undefined });
  assert.equal(out.trim(), sandbox.inside.work);
  await turns.close();
});
