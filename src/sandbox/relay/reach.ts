import { createSocket } from 'node:dgram';
import { connect } from 'node:net';
import type { Target } from './instruction.ts';

/** With no route an attempt fails at once; one that is still undecided then has left the machine. */
const WAIT_MS = 150;

/** True unless the attempt was refused. */
export function reach(target: Target): Promise<boolean> {
  return target.kind === 'udp' ? sendDatagram(target) : openConnection(target);
}

function openConnection({ kind, at, port }: Target): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = kind === 'unix' ? connect({ path: at }) : connect({ host: at, port });
    const end = (reached: boolean) => {
      socket.destroy();
      resolve(reached);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
    socket.setTimeout(WAIT_MS, () => end(true));
  });
}

function sendDatagram({ at, port }: Target): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.once('error', () => resolve(false));
    socket.send('?', port, at, (error) => {
      socket.close();
      resolve(error === null);
    });
  });
}
