import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Place } from './place.ts';
import type { Texts } from './scan.ts';

export type Caught = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
};

/** A listener on this machine's loopback that nothing of a review has any business with. */
export type Trap = {
  readonly url: string;
  readonly port: number;
  readonly requests: readonly Caught[];
  /** Connections, also those that never became a request. */
  connections(): number;
  /** What came, for a scan. */
  texts(): Texts;
  /** What was caught, in a few words; null when nothing was. */
  caught(): string | null;
};

export type TrapAnswer = (request: Caught, response: ServerResponse) => void;

const NOT_FOUND: TrapAnswer = (_request, response) => void response.writeHead(404).end('{}');

/** Answers 404 unless told otherwise; also takes CONNECT, so that it can stand for a proxy. */
export async function startTrap(place: Place, answer: TrapAnswer = NOT_FOUND): Promise<Trap> {
  const requests: Caught[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('latin1').on('data', (text: string) => (body += text.slice(0, 1 << 20)));
    request
      .on('error', () => undefined)
      .on('end', () => {
        const caught = {
          method: request.method ?? '',
          url: request.url ?? '',
          headers: request.headers,
          body,
        };
        requests.push(caught);
        answer(caught, response);
      });
  });
  server.on('connection', (socket) => {
    connections += 1;
    socket.on('error', () => undefined);
  });
  server.on('connect', (request: IncomingMessage, socket) => {
    requests.push({ method: 'CONNECT', url: request.url ?? '', headers: request.headers, body: '' });
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  place.after(() => server.close().closeAllConnections());
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    connections: () => connections,
    texts: () => Object.fromEntries(requests.map((each, at) => [`trap ${at}`, JSON.stringify(each)])),
    caught() {
      const [first] = requests;
      if (first !== undefined) return `${first.method} ${first.url.slice(0, 80)} arrived`;
      return connections > 0 ? `${connections} connections arrived` : null;
    },
  };
}
