import { type HostileCase, judge } from '../case.ts';
import { privately, reportOf, rungOf } from '../kit/in-process.ts';
import { runInside } from '../kit/inside.ts';

/** Starts as many as it is told, which wait for words that do not come, and says how many there were at once. */
const BOMB = `
const { spawn } = require('node:child_process');
const wanted = Number(process.argv[3]);
const children = [];
for (let at = 0; at < wanted; at++) {
  try {
    const child = spawn(process.env.PATH + '/rg', ['-j1', 'x', '-'], { stdio: ['pipe', 'ignore', 'ignore'] });
    child.on('error', () => {});
    child.stdin.on('error', () => {});
    if (child.pid !== undefined) children.push(child);
  } catch { break; }
}
setTimeout(() => {
  const alive = children.filter((child) => child.exitCode === null && child.signalCode === null).length;
  for (const child of children) child.kill('SIGKILL');
  process.stdout.write(JSON.stringify({ alive }), () => process.exit());
}, 300);`;

/** More than the gate allows, and few enough for the machine that has to stand it with the defence off. */
const WANTED = 320;

export const hostile: HostileCase = {
  number: 72,
  title: 'Hundreds of processes at once, to starve the machine',
  area: 'sandbox',
  // Root has no limit of processes unless it is left behind.
  lanes: ['userns', 'root'],
  async attack(place, defence) {
    const options = { source: BOMB, args: [String(WANTED)], rung: rungOf(place.lane) };
    const { alive } = reportOf(await runInside(privately(place), defence, options)) as { alive: number };
    if (alive === 0) throw new Error('Nothing was started.');
    return judge(defence, { processes: alive >= WANTED ? `${alive} at once` : null });
  },
};
