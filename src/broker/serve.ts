import http from 'node:http';
import type { Duplex } from 'node:stream';
import { answerCall } from './answer-call.ts';
import { type Emit, openCallLog } from './call-log.ts';
import { openPatience, type Patience } from './failures.ts';
import { type Gateway, openGateway } from './gateway.ts';
import { showRequest } from './routes.ts';
import type { Settings } from './settings.ts';
import { IN_FLIGHT } from './upstream.ts';

/** The server that the sandboxed process talks to. It has no route for control, state or health. */
export function openServer(settings: Settings, emit: Emit, patience: Patience = openPatience()): http.Server {
  const gateway = openGateway(settings, emit, patience);
  const server = http.createServer({
    maxHeaderSize: 16_384,
    ...IN_FLIGHT,
    headersTimeout: 10_000,
    // A body may have to wait for its turn; from then on its time is limited where it is read.
    requestTimeout: 0,
    keepAliveTimeout: 60_000,
  });
  server.maxConnections = 64;
  server.on('request', (request, response) => {
    response.sendDate = false;
    void answerCall(gateway, request, response);
  });
  const refuseSocket = ({ method, url }: http.IncomingMessage, socket: Duplex) => {
    refuseRaw(gateway, socket, showRequest(method ?? '', url ?? ''));
  };
  const refuseExpectation = (request: http.IncomingMessage) => {
    refuseSocket(request, request.socket);
  };
  server.on('connect', refuseSocket);
  server.on('upgrade', refuseSocket);
  server.on('checkContinue', refuseExpectation);
  server.on('checkExpectation', refuseExpectation);
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (isMalformed(error)) refuseRaw(gateway, socket, 'malformed HTTP', 400);
    else socket.destroy();
  });
  return server;
}

/** Bytes that are no HTTP; not those of a sender who only left or was slow. */
function isMalformed({ code }: NodeJS.ErrnoException): boolean {
  return (code ?? '').startsWith('HPE_') && code !== 'HPE_INVALID_EOF_STATE';
}

function refuseRaw({ emit, now }: Gateway, socket: Duplex, route: string, status = 403): void {
  openCallLog(route, emit, now).end({ decision: 'refused', why: 'route', status });
  socket.on('error', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${status} ${http.STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}
