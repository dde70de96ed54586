import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { arch, networkInterfaces } from 'node:os';
import { isKnown } from '../../../src/sandbox/filter/filter-for.ts';
import { NUMBERS } from '../../../src/sandbox/filter/numbers.ts';
import { parseResults, renderCaller } from '../../../src/sandbox/self-test/caller.ts';
import { type HostileCase, judge } from '../case.ts';
import { privately, reportOf, rungOf } from '../kit/in-process.ts';
import { runInside } from '../kit/inside.ts';
import type { Place } from '../kit/place.ts';

type Attempt = {
  readonly name: string;
  readonly kind: 'tcp' | 'udp' | 'dns' | 'http';
  readonly host: string;
};

/** Sends its name by every way it is told of, looks at the routes, and makes the sockets that need no port. */
const SENDER = `
const fs = require('node:fs');
const net = require('node:net');
const dgram = require('node:dgram');
const { Resolver } = require('node:dns').promises;
const { spawnSync } = require('node:child_process');
const [, , , port, attempts, program] = process.argv;
const send = {
  tcp: (name, host) => new Promise((resolve) => {
    const socket = net.connect({ host, port: Number(port) }, () => socket.end('by ' + name + ';'));
    socket.on('error', resolve).on('close', resolve).resume().setTimeout(2000, () => socket.destroy());
  }),
  udp: (name, host) => new Promise((resolve) => {
    const socket = dgram.createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.on('error', () => socket.close(resolve));
    socket.send('by ' + name + ';', Number(port), host, () => { try { socket.close(resolve); } catch { resolve(); } });
  }),
  dns: async (name, host) => {
    const resolver = new Resolver({ timeout: 300, tries: 1 });
    resolver.setServers([host + ':' + port]);
    await resolver.resolve4('by-' + name.replaceAll(' ', '-') + '.example').catch(() => 0);
  },
  http: (name, host) => fetch('http://' + host + ':' + port + '/dns-query?name=by+' + encodeURIComponent(name) + ';', { signal: AbortSignal.timeout(1500) }).catch(() => 0),
};
(async () => {
  for (const { name, kind, host } of JSON.parse(attempts)) await send[kind](name, host);
  const lines = (path) => { try { return fs.readFileSync(path, 'latin1').trim().split('\\n').filter((line) => !/ lo$/.test(line)); } catch { return []; } };
  const calls = process.env.TMPDIR + '/calls';
  fs.writeFileSync(calls, Buffer.from(program, 'base64'), { mode: 0o700 });
  const { stdout } = spawnSync(calls, { encoding: 'hex' });
  console.log(JSON.stringify({ routes: lines('/proc/net/route').slice(1).length + lines('/proc/net/ipv6_route').length, sockets: stdout }));
})();`;

export const hostile: HostileCase = {
  number: 67,
  title: 'Words out by TCP, UDP, DNS, HTTP and IPv6, and by sockets that need no port',
  area: 'sandbox',
  lanes: ['userns', 'root'],
  async attack(place, defence) {
    const { port, heard } = await listen(place);
    const attempts = attemptsHere();
    // A filter would not let a user of this machine make them either; root's are the ones to be refused.
    const kinds = place.lane === 'root' ? ROOTS : {};
    const numbers = NUMBERS[isKnown(arch()) ? (arch() as 'x64') : 'x64'];
    const socket = numbers.get('socket') ?? 0;
    const calls = [
      { number: numbers.get('getpid') ?? 0, args: [] },
      ...Object.values(kinds).map((args) => ({ number: socket, args })),
    ];
    const program = renderCaller(arch() as 'x64', calls).toString('base64');
    const args = [String(port), JSON.stringify(attempts), program];
    const run = await runInside(privately(place), defence, {
      source: SENDER,
      args,
      rung: rungOf(place.lane),
    });
    const { routes, sockets } = reportOf(run) as { routes: number; sockets: string };
    const [worked = 0, ...made] = parseResults(Buffer.from(sockets, 'hex'));
    if (worked <= 0) throw new Error('The calls could not be made.');
    const arrived = heard();
    const told = ({ name, kind }: Attempt) =>
      kind === 'dns'
        ? arrived.includes(`by-${name.replaceAll(' ', '-')}`)
        : arrived.includes(kind === 'http' ? `by+${encodeURIComponent(name)};` : `by ${name};`);
    return judge(defence, {
      ...Object.fromEntries(attempts.map((each) => [each.name, told(each) ? 'arrived' : null])),
      ...Object.fromEntries(
        Object.keys(kinds).map((name, at) => [name, (made[at] ?? -1) >= 0 ? 'was made' : null]),
      ),
      'a way out': routes > 0 ? `${routes} routes` : null,
    });
  },
};

const ROOTS: Readonly<Record<string, readonly [number, number, number]>> = {
  'a raw socket for ICMP': [2, 3, 1],
  'a raw socket of IPv6': [10, 3, 58],
  'a packet socket': [17, 3, 0],
};

/** Every address of this machine stands for a host outside: it is as far away as one from an own network. */
function attemptsHere(): readonly Attempt[] {
  const known = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const v6 = known.find(({ family, scopeid }) => family === 'IPv6' && scopeid === 0)?.address;
  const outer = known.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
  const all: readonly (Attempt | false)[] = [
    { name: 'TCP', kind: 'tcp', host: '127.0.0.1' },
    { name: 'TCP to another loopback address', kind: 'tcp', host: '127.9.9.9' },
    { name: 'TCP to a name', kind: 'tcp', host: 'localhost' },
    { name: 'TCP to no address', kind: 'tcp', host: '0.0.0.0' },
    { name: 'UDP', kind: 'udp', host: '127.0.0.1' },
    { name: 'a question for a name', kind: 'dns', host: '127.0.0.1' },
    { name: 'DNS over HTTP', kind: 'http', host: '127.0.0.1' },
    v6 !== undefined && { name: 'TCP of IPv6', kind: 'tcp', host: v6 },
    v6 !== undefined && { name: 'UDP of IPv6', kind: 'udp', host: v6 },
    v6 !== undefined && { name: 'IPv4 within IPv6', kind: 'tcp', host: '::ffff:127.0.0.1' },
    outer !== undefined && { name: 'TCP to the outer address', kind: 'tcp', host: outer },
    outer !== undefined && { name: 'UDP to the outer address', kind: 'udp', host: outer },
  ];
  return all.filter((each) => each !== false);
}

/** Hears whatever comes to this machine on one port, with or without a connection. */
async function listen(place: Place): Promise<{ readonly port: number; readonly heard: () => string }> {
  let heard = '';
  const hear = (chunk: Buffer) => void (heard += chunk.toString('latin1'));
  const server = createServer((socket) => {
    socket
      .on('error', () => undefined)
      .on('data', (chunk: Buffer) => {
        hear(chunk);
        socket.end('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n');
      });
  });
  // Of both families, where there are two.
  await new Promise<void>((resolve) => server.listen(0, () => resolve()));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const families = [createSocket('udp4'), createSocket({ type: 'udp6', ipv6Only: true })];
  for (const socket of families) {
    socket.on('error', () => undefined).on('message', hear);
    socket.bind(port);
  }
  place.after(() => {
    server.close();
    for (const socket of families) socket.close();
  });
  return { port, heard: () => heard };
}
