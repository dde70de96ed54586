import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { PlainProxy } from '../../broker/plain-proxy.ts';

/** The one thing that this gateway means to let through. */
const ALLOWED = '/v1/chat/completions';

/**
 * The defence off, where the way to the provider is the point: a gateway as one writes it in an hour. It looks for the
 * allowed path in the text of the target, makes a URL of it, adds the key, follows redirects, opens tunnels, and can
 * be shut down.
 */
export async function openNaiveGateway(upstream: string, key: string): Promise<PlainProxy> {
  const headers = { authorization: `Bearer ${key}`, 'x-api-key': key, 'content-type': 'application/json' };
  const server = http.createServer((request, response) => {
    if (/^\/(?:shutdown|quit)$/u.test(request.url ?? '')) shutDown(server, response);
    else if (/^\/(?:health|metrics|reflect|debug)/u.test(request.url ?? '')) response.end(`to ${upstream}`);
    else void pass(request, response, upstream, headers).catch(() => response.destroy());
  });
  server.on('connect', ({ url }: IncomingMessage, socket: Duplex, head: Buffer) => {
    const { hostname, port } = new URL(`http://${url}`);
    join(socket, Number(port), hostname, head);
  });
  server.on('upgrade', ({ method, url, headers: sent }: IncomingMessage, socket: Duplex, rest: Buffer) => {
    const lines = Object.entries({ ...sent, ...headers }).map(([name, value]) => `${name}: ${String(value)}`);
    const head = `${method} ${url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
    const { hostname, port } = new URL(upstream);
    join(socket, Number(port), hostname, Buffer.concat([Buffer.from(head), rest]));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}

function shutDown(server: http.Server, response: ServerResponse): void {
  response.end('bye');
  server.close();
}

async function pass(
  request: IncomingMessage,
  response: ServerResponse,
  upstream: string,
  headers: Record<string, string>,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (chunk instanceof Buffer) chunks.push(chunk);
  if (request.url?.includes(ALLOWED) !== true) {
    response.writeHead(403).end();
    return;
  }
  const body = Buffer.concat(chunks);
  const answer = await fetch(new URL(request.url, upstream), { method: 'POST', headers, body });
  response.writeHead(answer.status).end(await answer.text());
}

function join(near: Duplex, port: number, host: string, head: Buffer): void {
  const far = net.connect(port, host, () => {
    far.write(head);
    near.pipe(far).pipe(near);
  });
  far.on('error', () => near.destroy()).on('close', () => near.destroy());
  near.on('error', () => far.destroy()).on('close', () => far.destroy());
}
