import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { processesOf, survivorsOf } from '../../faults/live.ts';
import { type HostileCase, judge } from '../case.ts';
import { privately, rungOf, runInProcess } from '../kit/in-process.ts';
import { runInside } from '../kit/inside.ts';
import type { Place } from '../kit/place.ts';

/** Starts one that leaves group and session and cannot be asked to end; then it ends itself, or waits. */
const PARENT = `
const { spawn } = require('node:child_process');
const program = "for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT']) process.on(signal, () => {}); setTimeout(() => {}, 20000)";
const child = spawn(process.execPath, ['-e', program, process.argv[3]], { detached: true, stdio: 'ignore' });
child.on('spawn', () => {
  if (process.argv[4] === 'ends') setTimeout(() => process.exit(), 100);
});
setTimeout(() => {}, 20000);`;

export const hostile: HostileCase = {
  number: 71,
  title: 'A process in a session of its own waits until the review is over, or the gate is killed',
  area: 'sandbox',
  // The kernel ends a user's tree with its parent; a root's has a supervisor.
  lanes: ['userns', 'root'],
  async attack(place, defence) {
    const [over, killed] = [markFor(place), markFor(place)];
    const rung = rungOf(place.lane);
    await runInside(privately(place), defence, { source: PARENT, args: [over, 'ends'], rung });
    const afterTurn = await survivorsOf(over);
    let kill: () => void = () => undefined;
    const run = runInProcess(place, defence, {
      source: PARENT,
      args: [killed, 'waits'],
      onStart: (end) => {
        kill = end;
      },
    });
    for (const end = Date.now() + 30_000; Date.now() < end && !isWaiting(killed); ) await sleep(50);
    if (!isWaiting(killed)) throw new Error('The process was not started.');
    kill();
    await run;
    const afterKill = await survivorsOf(killed);
    return judge(defence, {
      'after the review': afterTurn.length > 0 ? 'still runs' : null,
      'after the death of the gate': afterKill.length > 0 ? 'still runs' : null,
    });
  },
};

/** What only the waiting process and its parent show; whatever is left of them is ended. */
function markFor(place: Place): string {
  const mark = `waits-${randomUUID()}`;
  place.after(() => {
    for (const { pid } of processesOf(mark)) process.kill(pid, 'SIGKILL');
  });
  return mark;
}

const isWaiting = (mark: string) => processesOf(mark).some(({ command }) => command.includes(' -e '));
