import { createServer } from 'node:http';
import { join } from 'node:path';
import { type HostileCase, judge } from '../case.ts';
import { reportOf } from '../kit/in-process.ts';
import { runInside } from '../kit/inside.ts';

/** Starts what is root's wherever it lies, and asks the engine, which starts anything for whoever may ask. */
const CLIMBER = `
const fs = require('node:fs');
const http = require('node:http');
const { spawn } = require('node:child_process');
const status = (pid) => { try { return /^Uid:\\s+(\\d+)\\s+(\\d+)/m.exec(fs.readFileSync('/proc/' + pid + '/status', 'latin1')) ?? []; } catch { return []; } };
const climb = (path) => new Promise((resolve) => {
  const child = spawn(path, [], { stdio: ['pipe', 'ignore', 'ignore'] });
  let best = '';
  const look = () => { const [, own, effective] = status(child.pid); if (own !== '0' && effective === '0') best = path; };
  const timer = setInterval(look, 5);
  const end = () => { clearInterval(timer); child.kill('SIGKILL'); resolve(best); };
  child.on('spawn', look).on('error', end).on('exit', end);
  setTimeout(end, 400);
});
const ask = (socketPath) => new Promise((resolve) => {
  const request = http.get({ socketPath, path: '/containers/json' }, (answer) => {
    let body = '';
    answer.on('data', (chunk) => { body += chunk; }).on('end', () => resolve(body));
  });
  request.on('error', () => resolve(''));
  request.setTimeout(2000, () => request.destroy());
});
const list = (path) => { try { return fs.readdirSync(path); } catch { return []; } };
(async () => {
  const folders = ['/usr/bin', '/bin', '/usr/sbin', '/sbin', '/usr/local/bin'];
  const names = ['sudo', 'su', 'passwd', 'chsh', 'pkexec', 'doas'];
  const paths = folders.flatMap((folder) => names.map((name) => folder + '/' + name)).filter((path) => fs.existsSync(path));
  const climbed = (await Promise.all(paths.map(climb))).filter(Boolean);
  const sockets = [process.argv[3], '/var/run/docker.sock', '/run/docker.sock', '/run/podman/podman.sock', '/run/containerd/containerd.sock'];
  const answers = (await Promise.all(sockets.map(ask))).filter(Boolean);
  const services = [...list('/run'), ...list('/var/run')].filter((name) => name !== 'gate');
  console.log(JSON.stringify({ climbed, answers, services }));
})();`;

type Report = {
  readonly climbed: readonly string[];
  readonly answers: readonly string[];
  readonly services: readonly string[];
};

export const hostile: HostileCase = {
  number: 65,
  title: "Root by a program of root's, or by the socket of a container engine",
  area: 'sandbox',
  lanes: ['userns'],
  async attack(place, defence) {
    const socket = join(place.directory, 'docker.sock');
    const engine = createServer((_request, response) => void response.end('[{"Id":"a container"}]'));
    await new Promise<void>((resolve) => engine.listen(socket, resolve));
    place.after(() => engine.close().closeAllConnections());
    const run = await runInside(place, defence, { source: CLIMBER, args: [socket] });
    const { climbed, answers, services } = reportOf(run) as Report;
    return judge(defence, {
      "a program of root's": climbed.length > 0 ? `${climbed[0]} ran as root` : null,
      'a container engine': answers.length > 0 ? 'answered' : null,
      'services of the machine': services.length > 0 ? `${services.length} names in /run` : null,
    });
  },
};
