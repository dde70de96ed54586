import { arch } from 'node:os';
import { attemptsFor, callerFor } from '../../../src/sandbox/self-test/attempts.ts';
import { parseResults } from '../../../src/sandbox/self-test/caller.ts';
import { type HostileCase, judge } from '../case.ts';
import { privately, reportOf, rungOf } from '../kit/in-process.ts';
import { runInside } from '../kit/inside.ts';

/** Makes calls to the kernel that no library knows. */
const CALLER = `
const calls = process.env.TMPDIR + '/calls';
require('node:fs').writeFileSync(calls, Buffer.from(process.argv[3], 'base64'), { mode: 0o700 });
const { stdout, error } = require('node:child_process').spawnSync(calls, { encoding: 'hex' });
console.log(JSON.stringify({ hex: stdout, error: error?.message }));`;

/** What every kernel has that OpenCode can run on; the rest depends on how it was built. */
const EVERYWHERE: ReadonlySet<string> = new Set([
  'socket',
  'setsockopt',
  'clone',
  'clone3',
  'setns',
  'ptrace',
  'mount',
  'umount2',
  'pivot_root',
  'chroot',
  'ioctl',
  'personality',
  'unshare',
]);

export const hostile: HostileCase = {
  number: 78,
  title: "The kernel's rarely used doors: namespaces, mounts, netlink, bpf, io_uring, keys and more",
  area: 'sandbox',
  lanes: ['userns', 'root'],
  async attack(place, defence) {
    const run = await runInside(privately(place), defence, {
      source: CALLER,
      args: [callerFor(arch())],
      rung: rungOf(place.lane),
    });
    const { hex, error } = reportOf(run) as { hex: string; error?: string };
    const [worked = 0, ...results] = parseResults(Buffer.from(hex, 'hex'));
    const attempts = attemptsFor(arch());
    if (worked <= 0 || results.length !== attempts.length)
      throw new Error(error ?? 'The calls were not made.');
    // The kernel itself answered, and not the filter before it.
    const reached = attempts.filter(({ result }, at) => results[at] !== result).map(({ name }) => name);
    const others = reached.filter((name) => !EVERYWHERE.has(name));
    return judge(defence, {
      ...Object.fromEntries(
        [...EVERYWHERE].map((name) => [name, reached.includes(name) ? 'reached the kernel' : null]),
      ),
      'one of the others': others.length > 0 ? `${others.length} reached the kernel` : null,
    });
  },
};
