import { parseLog } from '../../emulators/log-parser.ts';
import { type HostileCase, judge } from '../case.ts';
import { runInProcess, startedIn } from '../kit/in-process.ts';

/** Says commands to the runner by its own streams, and by those of what started it and what started that. */
const SPEAKER = `
const fs = require('node:fs');
const say = (path, value) => {
  try {
    const file = fs.openSync(path, fs.constants.O_WRONLY | fs.constants.O_NONBLOCK);
    fs.writeSync(file, '\\n::set-output name=verdict::' + value + '\\n');
    fs.closeSync(file);
  } catch {}
};
const parentOf = (pid) => { try { return Number(/\\) . (\\d+)/.exec(fs.readFileSync('/proc/' + pid + '/stat', 'latin1'))[1]); } catch { return 1; } };
for (let pid = process.pid, steps = 0; steps < 3; steps++, pid = parentOf(pid))
  for (let number = 0; number < 10; number++) say('/proc/' + pid + '/fd/' + number, 'by-a-parent');
for (const path of ['/dev/stdout', '/dev/stderr', '/proc/1/fd/1', '/proc/1/fd/2', '/dev/console', '/dev/tty']) say(path, 'by-a-device');
console.log('::set-output name=verdict::by-itself');`;

export const hostile: HostileCase = {
  number: 76,
  title: "Commands straight into the pipe that the runner reads the gate's log from",
  area: 'sandbox',
  lanes: ['userns', 'root'],
  async attack(place, defence) {
    // A runner gives pipes, which can be opened by their names; what Node gives its children are sockets.
    const wrap = ['bash', '-c', '"$@" 2>&1 | cat', 'runner'];
    const run = await runInProcess(place, defence, { source: SPEAKER, wrap });
    if (!startedIn(run).out.includes('by-itself')) throw new Error('The program did not speak.');
    const forged = parseLog(`${run.stdout}\n${run.stderr}`).filter(({ name }) => name === 'set-output');
    return judge(defence, {
      'the log of the runner': forged.length > 0 ? `${forged.length} commands` : null,
    });
  },
};
