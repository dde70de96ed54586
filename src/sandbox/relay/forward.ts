import { connect, createServer, type Socket } from 'node:net';

/** OpenCode needs a few at a time; the broker has its own, narrower limit. */
const CONNECTIONS = 32;

/** Listens on the sandbox's own loopback and pipes bytes to the broker's socket, both ways. Resolves to the port. */
export function forward(port: number, brokerSocket: string): Promise<number> {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    join(client, connect({ path: brokerSocket, allowHalfOpen: true }));
  });
  server.maxConnections = CONNECTIONS;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

/** A half that ends ends the other half alone; a half that breaks or closes takes the other with it. */
function join(client: Socket, broker: Socket): void {
  for (const [from, to] of [
    [client, broker],
    [broker, client],
  ] as const) {
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
    from.pipe(to);
  }
}
