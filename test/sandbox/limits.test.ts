import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { DEFAULT_LIMITS, parseLimits, readHardLimits, resourceLimits } from '../../src/sandbox/limits.ts';
import { RUNGS_HERE } from './lane.ts';
import { runInside } from './run-inside.ts';

const MiB = 1024 * 1024;

test('the limits of a process are read as pairs of soft and hard', () => {
  const limits = parseLimits(
    'Limit                     Soft Limit           Hard Limit           Units\n' +
      'Max cpu time              unlimited            900                  seconds\n' +
      'Max open files            1024                 4096                 files\n',
  );
  assert.deepEqual(
    [...limits],
    [
      ['Max cpu time', [Number.POSITIVE_INFINITY, 900]],
      ['Max open files', [1024, 4096]],
    ],
  );
  assert.ok(parseLimits(readFileSync('/proc/self/limits', 'utf8')).size >= 14);
});

test('a wanted limit is lowered to what this process may give', () => {
  const found = resourceLimits(DEFAULT_LIMITS, new Map([['Max open files', 1000]]));
  assert.equal(found.find(({ option }) => option === 'nofile')?.value, 1000);
  assert.equal(found.find(({ option }) => option === 'nproc')?.value, 256);
  assert.ok(readHardLimits().has('Max open files'));
});

const HOG = `
const held = [];
for (let i = 0; i < 96; i++) held.push(Buffer.alloc(4 * 1024 * 1024, 1));
console.log('held ' + held.length);`;

test('a process that takes too much memory ends, and without limits it does not', async () => {
  assert.match((await runInside('none', HOG)).out, /held 96/);
  for (const rung of RUNGS_HERE) {
    assert.match((await runInside(rung, HOG)).out, /held 96/, rung.name);
    const bounded = await runInside(rung, HOG, { limits: { dataBytes: 800 * MiB } });
    assert.doesNotMatch(bounded.out, /held/, rung.name);
    assert.notEqual(bounded.exit.code, 0, rung.name);
  }
});

const FORKS = `
const { spawn } = require('node:child_process');
let [started, refused] = [0, 0];
for (let i = 0; i < 60; i++) {
  const child = spawn('/opt/gate/bin/rg', ['x', '-'], { stdio: ['pipe', 'ignore', 'ignore'] });
  child.on('error', () => refused++);
  if (child.pid) started++;
}
setTimeout(() => { console.log(JSON.stringify({ started, refused })); process.exit(); }, 200);`;

test('a fork bomb is bounded, for root too', async () => {
  for (const rung of RUNGS_HERE) {
    const few = await runInside(rung, FORKS, { limits: { processes: 50 } });
    const counted = JSON.parse(few.out) as { started: number };
    assert.ok(counted.started < 50, rung.name);
    const enough = await runInside(rung, FORKS, { limits: { processes: 256 } });
    assert.deepEqual(JSON.parse(enough.out), { started: 60, refused: 0 }, rung.name);
  }
});

const FILL = `
const { openSync, writeSync } = require('node:fs');
const report = {};
for (const path of ['/home/agent/fill', '/tmp/fill', '/dev/shm/fill']) {
  const file = openSync(path, 'w');
  let mebibytes = 0;
  try { for (; mebibytes < 40; mebibytes++) writeSync(file, Buffer.alloc(1024 * 1024)); report[path] = mebibytes; }
  catch (error) { report[path] = error.code + ' after ' + mebibytes; }
}
require('node:fs').truncateSync('/tmp/fill');
console.log(JSON.stringify(report));`;

test('files in memory are bounded together, and each alone', async () => {
  for (const rung of RUNGS_HERE) {
    const small = await runInside(rung, FILL, { limits: { homeBytes: 4 * MiB, tmpBytes: 6 * MiB } });
    assert.deepEqual(
      JSON.parse(small.out),
      {
        '/home/agent/fill': 'ENOSPC after 4',
        '/tmp/fill': 'ENOSPC after 6',
        '/dev/shm/fill': 'ENOSPC after 16',
      },
      rung.name,
    );
    const ignoring = `process.on('SIGXFSZ', () => {});${FILL}`;
    const short = await runInside(rung, ignoring, { limits: { fileBytes: 2 * MiB } });
    assert.match(short.out, /"\/tmp\/fill":"EFBIG after 2"/, rung.name);
  }
});

test('a process that only computes is ended by its processor time', async () => {
  for (const rung of RUNGS_HERE) {
    const { exit } = await runInside(rung, 'for (;;);', { limits: { cpuSeconds: 1 } });
    assert.equal(exit.code, null);
    assert.match(exit.signal ?? '', /SIGXCPU|SIGKILL/, rung.name);
  }
});
