import net from 'node:net';
import { INSIDE } from '../../../src/sandbox/inside.ts';
import { type Defence, type HostileCase, judge } from '../case.ts';
import { type Channel, openChannel, unnoticed } from '../kit/channel.ts';
import { runInside } from '../kit/inside.ts';
import { openNaiveGateway } from '../kit/naive-gateway.ts';
import type { Place } from '../kit/place.ts';

const QUESTIONS = ['/health', '/metrics', '/reflect', '/debug/pprof'] as const;
const ORDERS = ['/shutdown', '/quit'] as const;

/** Puts a listener of the agent's in the place of the gateway's socket, by all that a file system offers. */
const TAKE_OVER = `
const fs = require('node:fs');
const path = process.argv[3];
for (const step of [() => fs.unlinkSync(path), () => fs.renameSync(path, path + '.old')]) {
  try { step(); } catch {}
}
const server = require('node:net').createServer();
server.on('error', (error) => console.log('not taken: ' + error.code));
server.listen(path, () => { console.log('taken'); server.close(); });
`;

export const hostile: HostileCase = {
  number: 97,
  title: 'The agent shuts the gateway down, asks it for its state, or takes its place',
  area: 'broker',
  lanes: ['userns'],
  async attack(place, defence) {
    const got: Record<string, string | null> = {};
    for (const path of QUESTIONS) {
      const channel = await openChannel(place, defence, { naive: openNaiveGateway });
      const reply = await channel.ask({ method: 'GET', path, body: '' });
      got[path] = reply?.body.includes(channel.upstream.origin) ? 'told its state' : null;
      if (defence === 'on') got[`${path}, unnoticed`] = await unnoticed(channel);
    }
    for (const path of ORDERS) {
      const channel = await openChannel(place, defence, { naive: openNaiveGateway });
      await channel.ask({ path });
      const prompt = await impersonate(place, channel);
      got[path] = (await channel.ask()) === null ? 'ended the gateway' : null;
      got[`its place after ${path}`] = prompt;
      if (defence === 'on') got[`${path}, unnoticed`] = await unnoticed(channel);
    }
    got['the socket'] = await takeSocket(place, defence);
    return judge(defence, got);
  },
};

/** Listens where the gateway did, and waits for what the reviewer sends next. */
async function impersonate(place: Place, channel: Channel): Promise<string | null> {
  const prompt = place.secret('prompt');
  let heard = '';
  const server = net.createServer((socket) => {
    socket
      .on('error', () => undefined)
      .on('data', (bytes) => {
        heard += bytes.toString();
        if (heard.includes(prompt)) socket.end('HTTP/1.1 500 Error\r\nContent-Length: 0\r\n\r\n');
      });
  });
  const { address } = channel;
  const isTaken = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false)).once('listening', () => resolve(true));
    if ('socketPath' in address) server.listen(address.socketPath);
    else server.listen(address.port, address.host);
  });
  await channel.ask({ body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: prompt }] }) });
  if (isTaken) await new Promise((resolve) => server.close(resolve));
  return heard.includes(prompt) ? 'somebody else got the prompt' : null;
}

async function takeSocket(place: Place, defence: Defence): Promise<string | null> {
  const outside = net.createServer();
  const path = `${place.folder('gateway')}/broker.sock`;
  await new Promise<void>((resolve) => outside.listen(path, resolve));
  place.after(() => outside.close());
  const args = [defence === 'off' ? path : INSIDE.brokerSocket];
  const { out, err } = await runInside(place, defence, { source: TAKE_OVER, args });
  if (!/taken/u.test(out)) throw new Error(`The socket was not tried: ${err}`);
  return /^taken/mu.test(out) ? 'was taken over' : null;
}
