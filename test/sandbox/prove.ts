// Tells what the proof comes to where it is started; a test starts it on a crippled machine.
import { DEFAULT_LIMITS } from '../../src/sandbox/limits.ts';
import { openBwrap } from '../../src/sandbox/rungs/bwrap-userns.ts';
import type { Machine } from '../../src/sandbox/rungs/machine.ts';
import { selfTest } from '../../src/sandbox/self-test.ts';
import { makeMounts } from './mounts.ts';

const machine = JSON.parse(process.argv[2] ?? '') as Machine;
const { mounts, remove } = await makeMounts();
const rung = { name: 'bwrap-userns', open: openBwrap.bind(null, machine) };
const { checks, why } = await selfTest(rung, mounts, DEFAULT_LIMITS);
console.log(JSON.stringify(checks), why);
remove();
