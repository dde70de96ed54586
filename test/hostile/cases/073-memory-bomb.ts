import { type HostileCase, judge } from '../case.ts';
import { privately, reportOf, rungOf } from '../kit/in-process.ts';
import { type InsideRun, runInside } from '../kit/inside.ts';

const MiB = 1024 * 1024;

/** Holds as many mebibytes as it is told, and writes to every page of them. */
const HOARDER = `
const held = [];
for (let at = 0; at < 96; at++) held.push(Buffer.alloc(4 * 1024 * 1024, 1));
console.log(JSON.stringify({ held: held.length * 4 }));`;

/** The same in files that lie in memory. */
const FILLER = `
const fs = require('node:fs');
const report = {};
for (const [name, folder] of Object.entries({ home: process.env.HOME, tmp: process.env.TMPDIR, 'shared memory': '/dev/shm' })) {
  const path = folder + '/fill-' + process.argv[3];
  const file = fs.openSync(path, 'w');
  report[name] = 0;
  try { for (; report[name] < 40; report[name]++) fs.writeSync(file, Buffer.alloc(1024 * 1024, 1)); } catch {}
  fs.closeSync(file);
  fs.rmSync(path);
}
console.log(JSON.stringify(report));`;

/** Below the gate's own, so that the machine of the tests is spared; the bounds are the same ones. */
const LIMITS = { dataBytes: 800 * MiB, memoryBytes: 400 * MiB, homeBytes: 4 * MiB, tmpBytes: 6 * MiB };

export const hostile: HostileCase = {
  number: 73,
  title: 'All the memory there is: in a program, in files, in shared memory',
  area: 'sandbox',
  lanes: ['userns', 'root'],
  async attack(place, defence) {
    const options = { limits: LIMITS, rung: rungOf(place.lane), args: [String(process.pid)] };
    const own = privately(place);
    const hoarded = await runInside(own, defence, { ...options, source: HOARDER }).catch(endedByTheKernel);
    const filled = reportOf(await runInside(own, defence, { ...options, source: FILLER })) as Record<
      string,
      number
    >;
    return judge(defence, {
      'a program': hoarded.out.includes('"held":384') ? 'holds 384 MiB' : null,
      ...Object.fromEntries(
        Object.entries(filled).map(([name, mib]) => [name, mib >= 40 ? `${mib} MiB` : null]),
      ),
    });
  },
};

/** Where a control group bounds the tree, the relay may be the one that ends. */
function endedByTheKernel(error: unknown): InsideRun {
  if (!(error instanceof Error) || !/sandbox ended/u.test(error.message)) throw error;
  return { exit: { code: null, signal: 'SIGKILL' }, out: '', err: '' };
}
