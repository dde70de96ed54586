import { chmodSync, writeFileSync } from 'node:fs';
import { arch } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_LIMITS } from '../../../src/sandbox/limits.ts';
import { bwrapUserns, openBwrap } from '../../../src/sandbox/rungs/bwrap-userns.ts';
import { type Machine, readMachine } from '../../../src/sandbox/rungs/machine.ts';
import type { Rung } from '../../../src/sandbox/sandbox.ts';
import { attemptsFor, callerFor } from '../../../src/sandbox/self-test/attempts.ts';
import { parseResults } from '../../../src/sandbox/self-test/caller.ts';
import { selfTest } from '../../../src/sandbox/self-test.ts';
import { survivorsOf } from '../../faults/live.ts';
import { type HostileCase, judge } from '../case.ts';
import { NODE } from '../kit/bundles.ts';
import { reportOf } from '../kit/in-process.ts';
import { mountsFor, runInside } from '../kit/inside.ts';
import type { Place } from '../kit/place.ts';
import { pretender } from '../kit/pretender.ts';
import { startTrap, type Trap } from '../kit/trap.ts';

/** Tries what each wall is there to stop. */
const ATTACKER = `
const fs = require('node:fs');
const { spawnSync } = require('node:child_process');
const [, , view, url, file, program] = process.argv;
(async () => {
  const report = { reached: false, written: false, read: '' };
  await fetch(url, { signal: AbortSignal.timeout(1500) }).then(() => { report.reached = true; }).catch(() => 0);
  try { fs.writeFileSync(view + '/planted', 'x'); report.written = true; } catch {}
  for (const path of [file, '/opt/gate/more/file']) try { report.read += fs.readFileSync(path, 'latin1'); } catch {}
  const calls = process.env.TMPDIR + '/calls';
  fs.writeFileSync(calls, Buffer.from(program, 'base64'), { mode: 0o700 });
  report.calls = spawnSync(calls, { encoding: 'hex' }).stdout;
  console.log(JSON.stringify(report));
})();`;

type Report = {
  readonly reached: boolean;
  readonly written: boolean;
  readonly read: string;
  readonly calls: string;
};

/** What is wrong with a bwrap, and what shows that it made a difference. */
type Lack = {
  readonly machine?: Partial<Machine>;
  readonly vary?: (options: readonly string[]) => readonly string[];
  readonly shows: (report: Report) => boolean;
};

export const hostile: HostileCase = {
  number: 82,
  title: 'A sandbox that starts and lacks a wall: network, read-only and hidden files, the filter',
  area: 'sandbox',
  lanes: ['userns'],
  async attack(place, defence) {
    const trap = await startTrap(place, (_caught, response) => void response.end('here'));
    const folder = place.folder('secrets');
    writeFileSync(join(folder, 'file'), place.secret('file'));
    if (!(await isProven(place, bwrapUserns))) throw new Error('Not even a whole sandbox is proven here.');
    const got: Record<string, string | null> = {};
    for (const [name, lack] of Object.entries(lacks(place, folder))) {
      const machine = { ...readMachine(), ...lack.machine };
      const open: Rung['open'] = (mounts, limits) => openBwrap(machine, mounts, limits, lack.vary);
      const rung = { name: 'bwrap-userns', open };
      // Off, it is enough that bwrap starts something and says that all is well.
      const trusted = defence === 'off' || (await isProven(place, rung));
      got[name] = trusted ? await lootOf(place, { rung, trap, folder, lack }) : null;
    }
    return judge(defence, got);
  },
};

async function isProven(place: Place, rung: Rung): Promise<boolean> {
  const report = await selfTest(rung, await mountsFor(place, 'on', { source: '' }), DEFAULT_LIMITS);
  // One that does not even start would prove nothing about the proof.
  if (report.checks['starts'] !== true) throw new Error(report.why);
  return report.passed;
}

type Given = {
  readonly rung: Rung;
  readonly trap: Trap;
  readonly folder: string;
  readonly lack: Lack;
};

async function lootOf(place: Place, { rung, trap, folder, lack }: Given): Promise<string | null> {
  const args = [trap.url, join(folder, 'file'), callerFor(arch())];
  const run = await runInside(place, 'on', { source: ATTACKER, args, rung });
  // What no namespace ends notices a moment later that it is over, and has a port of the machine until then.
  await survivorsOf(place.directory);
  return lack.shows(reportOf(run) as Report) ? 'was used' : null;
}

function lacks(place: Place, folder: string): Readonly<Record<string, Lack>> {
  const all = ['--unshare-ipc', '--unshare-pid', '--unshare-uts', '--unshare-cgroup'];
  const bwrap = join(place.directory, 'bwrap');
  writeFileSync(bwrap, `#!${NODE}\n${pretender(place.directory)}`);
  chmodSync(bwrap, 0o755);
  return {
    'the network is shared': {
      vary: (options) => anyPort(options).flatMap((each) => (each === '--unshare-all' ? all : [each])),
      shows: ({ reached }) => reached,
    },
    'the view can be written': {
      vary: (options) =>
        options.map((each, at) => (each === '--ro-bind' && options[at + 2] === '/pr' ? '--bind' : each)),
      shows: ({ written }) => written,
    },
    'more of the disk is there': {
      vary: (options) =>
        options.toSpliced(options.indexOf('--remount-ro'), 0, '--ro-bind', folder, '/opt/gate/more'),
      shows: ({ read }) => place.scan({ read }).length > 0,
    },
    'there is no filter': {
      vary: (options) => options.toSpliced(options.indexOf('--seccomp'), 2),
      shows: ({ calls }) => !isFiltered(calls),
    },
    'nothing is isolated': {
      machine: { bwrap },
      shows: ({ reached, read }) => reached && place.scan({ read }).length > 0,
    },
  };
}

/** Without a network of its own the relay would take the port from every other run of the machine. */
function anyPort(options: readonly string[]): readonly string[] {
  return options.with(options.indexOf('GATE_RELAY_PORT') + 1, '0');
}

function isFiltered(calls: string): boolean {
  const [worked = 0, ...results] = parseResults(Buffer.from(calls, 'hex'));
  if (worked <= 0) throw new Error('The calls could not be made.');
  return attemptsFor(arch()).every(({ result }, at) => results[at] === result);
}
