import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ListenOptions, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GateError } from '../../errors.ts';

/** Things of this machine that a sandbox must keep from its inside, and one that it must not. */
export type Bait = {
  /** A private directory with a canary file and a socket in it. */
  readonly directory: string;
  readonly canaryFile: string;
  readonly port: number;
  readonly pathSocket: string;
  readonly abstractSocket: string;
  /** Stands in for the broker, so that the proof needs neither a broker nor a key. */
  readonly brokerSocket: string;
  readonly brokerAnswer: string;
  /** True when anything came to a listener that must stay alone. */
  touched(): boolean;
  remove(): void;
};

export async function layBait(): Promise<Bait> {
  const { directory, canaryFile } = writeCanary();
  const brokerSocket = join(directory, 'broker.sock');
  const pathSocket = join(directory, 'other.sock');
  const abstractSocket = `\0gate-proof-${randomUUID()}`;
  const brokerAnswer = randomUUID();
  let visits = 0;
  const alone = () => createServer((socket) => void (visits++, socket.destroy()));
  const tcp = alone();
  const servers: readonly (readonly [Server, ListenOptions])[] = [
    [tcp, { host: '127.0.0.1', port: 0 }],
    [alone(), { path: pathSocket }],
    [alone(), { path: abstractSocket }],
    [
      createServer((socket) => void socket.on('error', () => undefined).end(brokerAnswer)),
      { path: brokerSocket },
    ],
  ];
  await Promise.all(servers.map(([server, options]) => listen(server, options)));
  const address = tcp.address();
  return {
    directory,
    canaryFile,
    port: typeof address === 'object' && address !== null ? address.port : 0,
    pathSocket,
    abstractSocket,
    brokerSocket,
    brokerAnswer,
    touched: () => visits > 0,
    remove: () => {
      for (const [server] of servers) server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function writeCanary(): Pick<Bait, 'directory' | 'canaryFile'> {
  try {
    const directory = mkdtempSync(join(tmpdir(), 'gate-proof-'));
    const canaryFile = join(directory, 'canary');
    writeFileSync(canaryFile, randomUUID(), { mode: 0o600 });
    return { directory, canaryFile };
  } catch (cause) {
    const message =
      'The sandbox could not be proven, because the directory for temporary files cannot be written. Free some disk space, or set TMPDIR to a writable place.';
    throw new GateError('state-unwritable', message, { cause });
  }
}

function listen(server: Server, options: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(options, resolve);
    // Whatever becomes of the proof, its listeners do not keep this process alive.
    server.unref();
  });
}
