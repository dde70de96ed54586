import { existsSync } from 'node:fs';
import { bwrapUserns } from '../../../src/sandbox/rungs/bwrap-userns.ts';
import { rootLaunch } from '../../../src/sandbox/rungs/root-launch.ts';
import { type HostileCase, judge } from '../case.ts';
import { privately, reportOf } from '../kit/in-process.ts';
import { runInside } from '../kit/inside.ts';

/** Writes back what is there, which is as good as another value; what only takes orders is opened and told none. */
const WRITER = `
const fs = require('node:fs');
const report = {};
for (const path of process.argv.slice(3)) {
  report[path] = false;
  try {
    if (path.startsWith('/proc/sys/')) fs.writeFileSync(path, fs.readFileSync(path));
    else fs.closeSync(fs.openSync(path, 'w'));
    report[path] = true;
  } catch {}
}
console.log(JSON.stringify(report));`;

/** What the kernel runs and how it behaves at a crash, who it is, and the magic keys; as far as this one has them. */
const SETTINGS = [
  ...['core_pattern', 'core_uses_pid', 'hostname', 'panic', 'modprobe', 'sysrq'].map(
    (name) => `/proc/sys/kernel/${name}`,
  ),
  '/proc/sys/vm/overcommit_memory',
  '/proc/sys/fs/suid_dumpable',
  '/proc/sysrq-trigger',
].filter((path) => existsSync(path));

export const hostile: HostileCase = {
  number: 77,
  title: "The kernel's settings are written: what it runs at a crash, magic keys, memory",
  area: 'sandbox',
  lanes: ['root'],
  async attack(place, defence) {
    const got = new Map<string, string | null>(SETTINGS.map((path) => [path, null]));
    // A root's sandbox comes about in two ways, with a user namespace and without one.
    for (const rung of defence === 'off' ? [rootLaunch] : [rootLaunch, bwrapUserns]) {
      const run = await runInside(privately(place), defence, { source: WRITER, args: SETTINGS, rung });
      const written = Object.entries(reportOf(run) as Record<string, boolean>).filter(([, is]) => is);
      for (const [path] of written) got.set(path, 'can be written');
    }
    return judge(defence, Object.fromEntries(got));
  },
};
