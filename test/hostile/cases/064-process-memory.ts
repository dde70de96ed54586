import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { arch } from 'node:os';
import { isKnown } from '../../../src/sandbox/filter/filter-for.ts';
import { NUMBERS } from '../../../src/sandbox/filter/numbers.ts';
import { parseResults, renderCaller } from '../../../src/sandbox/self-test/caller.ts';
import { type HostileCase, judge } from '../case.ts';
import { NODE } from '../kit/bundles.ts';
import { privately, reportOf, rungOf } from '../kit/in-process.ts';
import { runInside } from '../kit/inside.ts';

/** Has something in its memory that stands nowhere else: it came by the standard input. */
const HOLDER = `
let text = '';
process.stdin.on('data', (chunk) => { text += chunk; });
process.stdin.on('end', () => { globalThis.kept = Buffer.from(text); console.log('kept'); setTimeout(() => {}, 60000); });`;

/**
 * Reads the writable memory of the process with the given number, and of every process but itself that is not known
 * by the standard's own name of the file; attaches to it as a debugger does.
 */
const READER = `
const fs = require('node:fs');
const { spawnSync } = require('node:child_process');
const [, , , target, program, wanted] = process.argv;
const memoryOf = (pid) => {
  let found = '';
  try {
    const file = fs.openSync('/proc/' + pid + '/mem', 'r');
    for (const line of fs.readFileSync('/proc/' + pid + '/maps', 'latin1').split('\\n')) {
      const range = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line);
      if (range === null) continue;
      const [from, to] = [BigInt('0x' + range[1]), BigInt('0x' + range[2])];
      const size = Number(to - from);
      if (size > 256 * 1024 * 1024) continue;
      const bytes = Buffer.alloc(size);
      try {
        fs.readSync(file, bytes, 0, size, from);
        const at = bytes.indexOf(wanted);
        if (at !== -1) found ||= bytes.subarray(at, at + 100).toString('latin1');
      } catch {}
    }
  } catch (error) { return ''; }
  return found;
};
const others = fs.readdirSync('/proc').filter((name) => /^\\d+$/.test(name) && Number(name) !== process.pid);
const near = others.length < 9 ? others.map(memoryOf).join('') : '';
const calls = process.env.TMPDIR + '/calls';
fs.writeFileSync(calls, Buffer.from(program, 'base64'), { mode: 0o700 });
const { stdout } = spawnSync(calls, { encoding: 'hex' });
console.log(JSON.stringify({ memory: memoryOf(target) + near, calls: stdout }));`;

export const hostile: HostileCase = {
  number: 64,
  title: 'The memory of the process that holds the key: /proc/PID/mem, and a debugger',
  area: 'sandbox',
  // An ordinary user may not do so on every kernel without a sandbox either; root always may.
  lanes: ['root'],
  async attack(place, defence) {
    const holder = spawn(NODE, ['-e', HOLDER], { stdio: ['pipe', 'pipe', 'ignore'], env: {} });
    place.after(() => holder.kill('SIGKILL'));
    holder.stdin.end(`held-here:${place.secret('memory')}`);
    await once(holder.stdout, 'data');
    const numbers = NUMBERS[isKnown(arch()) ? (arch() as 'x64') : 'x64'];
    const attach = { number: numbers.get('ptrace') ?? 0, args: [16, holder.pid ?? 0] };
    const works = { number: numbers.get('getpid') ?? 0, args: [] };
    const program = renderCaller(arch() as 'x64', [works, attach]).toString('base64');
    const args = [String(holder.pid), program, 'held-here:'];
    const run = await runInside(privately(place), defence, {
      source: READER,
      args,
      rung: rungOf(place.lane),
    });
    const { memory, calls } = reportOf(run) as { memory: string; calls: string };
    const [worked = 0, attached = -1] = parseResults(Buffer.from(calls, 'hex'));
    if (worked <= 0) throw new Error('The calls could not be made.');
    return judge(defence, {
      'its memory': place.scan({ memory }).length > 0 ? 'was read' : null,
      'a debugger': attached === 0 ? 'attached' : null,
    });
  },
};
