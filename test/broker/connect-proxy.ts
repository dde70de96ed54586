import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';

export type ConnectProxy = {
  readonly url: string;
  /** `host:port` of each CONNECT, and every byte that went through to the target. */
  readonly asked: readonly string[];
  readonly sent: () => string;
  close(): void;
};

/** A real HTTP proxy that knows CONNECT alone; `leads` maps names that it resolves by itself. */
export async function startProxy(
  leads: Readonly<Record<string, number>> = {},
  status: number | 'silent' = 200,
): Promise<ConnectProxy> {
  const asked: string[] = [];
  const chunks: Buffer[] = [];
  const open = new Set<Duplex>();
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    open.add(socket);
    socket.on('error', () => undefined);
    if (status === 'silent') return;
    if (status !== 200) {
      socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const port = leads[request.url ?? ''] ?? Number(request.url?.split(':').at(-1));
    const target = connect(port, '127.0.0.1', () => socket.write('HTTP/1.1 200 OK\r\n\r\n'));
    target.on('error', () => socket.destroy());
    open.add(target);
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.pipe(target).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    sent: () => Buffer.concat(chunks).toString('latin1'),
    close: () => {
      for (const socket of open) socket.destroy();
      server.close();
      server.closeAllConnections();
    },
  };
}
