import { type HostileCase, judge } from '../case.ts';
import { reportOf } from '../kit/in-process.ts';
import { runInside } from '../kit/inside.ts';

/** Starts programs of the view that belong to root and give its rights, and looks whether they have them. */
const CLIMBER = `
const fs = require('node:fs');
const { spawn } = require('node:child_process');
const rightsOf = (pid) => { try { return /^Uid:\\s+(\\d+)\\s+(\\d+)/m.exec(fs.readFileSync('/proc/' + pid + '/status', 'latin1')) ?? []; } catch { return []; } };
const climb = (path) => new Promise((resolve) => {
  const child = spawn(path, [], { stdio: ['pipe', 'ignore', 'ignore'] });
  let [started, best] = [false, ''];
  const look = () => {
    const [, own, effective] = rightsOf(child.pid);
    started ||= own !== undefined;
    if (own !== '0' && effective === '0') best = path;
  };
  const timer = setInterval(look, 5);
  const end = () => { clearInterval(timer); child.kill('SIGKILL'); resolve({ started, best }); };
  child.on('spawn', look).on('error', end).on('exit', end);
  setTimeout(end, 400);
});
(async () => {
  const paths = ['su', 'passwd', 'chsh'].map((name) => process.argv[2] + '/' + name);
  const climbs = await Promise.all(paths.map(climb));
  const status = fs.readFileSync('/proc/self/status', 'latin1');
  const mounts = fs.readFileSync('/proc/self/mountinfo', 'latin1').trim().split('\\n').map((line) => line.split(' '));
  console.log(JSON.stringify({
    started: climbs.some(({ started }) => started),
    climbed: climbs.map(({ best }) => best).filter(Boolean),
    mayGain: /^NoNewPrivs:\\s+0/m.test(status),
    open: mounts.filter((fields) => !fields[5].split(',').includes('nosuid')).map((fields) => fields[4]),
  }));
})();`;

type Report = {
  readonly started: boolean;
  readonly climbed: readonly string[];
  readonly mayGain: boolean;
  readonly open: readonly string[];
};

export const hostile: HostileCase = {
  number: 80,
  title: "Programs in the view that give root's rights to whoever starts them",
  area: 'sandbox',
  lanes: ['userns'],
  async attack(place, defence) {
    // Only root can make such a program; every machine has some.
    const run = await runInside(place, defence, { source: CLIMBER, view: '/usr/bin' });
    const { started, climbed, mayGain, open } = reportOf(run) as Report;
    if (!started) throw new Error('No program of the view was started.');
    return judge(defence, {
      "a program of root's": climbed.length > 0 ? 'ran as root' : null,
      'new rights': mayGain ? 'can be gained' : null,
      'a mount where such programs work': open.length > 0 ? (open[0] ?? '') : null,
    });
  },
};
