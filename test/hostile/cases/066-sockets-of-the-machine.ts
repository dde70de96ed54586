import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type HostileCase, judge } from '../case.ts';
import { reportOf } from '../kit/in-process.ts';
import { runInside } from '../kit/inside.ts';

/** Calls sockets by path, through a neighbour's root and by abstract name, and looks for more in the kernel's list. */
const CALLER = `
const fs = require('node:fs');
const net = require('node:net');
const [, , , path, abstract] = process.argv;
const call = (name) => new Promise((resolve) => {
  const socket = net.connect({ path: name }, () => socket.end('give me the keys'));
  socket.on('error', () => resolve('')).on('close', () => resolve(''));
  socket.on('data', (chunk) => resolve(String(chunk)));
});
const read = (file) => { try { return fs.readFileSync(file, 'latin1'); } catch { return ''; } };
(async () => {
  const listed = read('/proc/net/unix').split('\\n').filter((line) => / 00010000 /.test(line)).map((line) => line.split(' ').at(-1));
  console.log(JSON.stringify({
    'a path': await call(path),
    "a path through a neighbour's root": await call('/proc/' + process.ppid + '/root' + path),
    'an abstract name': await call('\\0' + abstract),
    'the list of the kernel': listed.some((name) => name === path || name === '@' + abstract) ? 'shows them' : '',
    others: listed,
  }));
})();`;

export const hostile: HostileCase = {
  number: 66,
  title: 'An ssh agent and a message bus of the machine, by path and by abstract name',
  area: 'sandbox',
  lanes: ['userns'],
  async attack(place, defence) {
    const path = join(place.directory, 'agent.sock');
    const abstract = `bus-${randomUUID()}`;
    for (const name of [path, `\0${abstract}`]) {
      const server = createServer((socket) => void socket.on('error', () => undefined).end('the keys'));
      await new Promise<void>((resolve) => server.listen(name, resolve));
      place.after(() => server.close());
    }
    const run = await runInside(place, defence, { source: CALLER, args: [path, abstract] });
    const { others, ...got } = reportOf(run) as Record<string, string> & { others: readonly string[] };
    return judge(defence, {
      ...Object.fromEntries(Object.entries(got).map(([name, loot]) => [name, loot || null])),
      // Nothing listens in there but the relay, and that on a port.
      'any listener': others.length > 0 ? `${others.length} are listed` : null,
    });
  },
};
