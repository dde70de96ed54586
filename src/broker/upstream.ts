import http from 'node:http';
import https from 'node:https';
import { isIP, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { kindOfAddress } from './addresses.ts';
import type { Failure } from './failures.ts';
import {
  checkedLookup,
  isLiteralAllowed,
  PRIVATE_ADDRESS,
  PUBLIC_ADDRESS,
  type Resolve,
  resolveByDns,
} from './resolve.ts';
import type { Settings } from './settings.ts';
import { openTunnel, PROXY_FAILED, PROXY_REFUSED } from './tunnel.ts';

/** One request to the provider: no redirect is followed, no environment is read, no proxy is asked but a named one. */
export type UpstreamCall = {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Ends the request and its answer. */
  readonly signal: AbortSignal;
};

export type Upstream = { send(call: UpstreamCall): Promise<http.IncomingMessage | Failure> };

/** Bytes that a connection keeps in memory, on either side, before the other one must wait. */
export const IN_FLIGHT = { highWaterMark: 16_384 } as const;

const PRIVATE: Failure = { why: 'private address', retryable: false };
const PUBLIC: Failure = { why: 'plain http to a public address', retryable: false };

/** `resolve` answers the addresses of the provider's name; they are checked before anything is sent to them. */
export function openUpstream(settings: Settings, resolve: Resolve = resolveByDns): Upstream {
  const base = new URL(settings.upstream);
  const client = base.protocol === 'https:' ? https : http;
  const hostname = base.hostname.replace(/^\[(.*)\]$/u, '$1');
  // No lookup takes place for what is an address already.
  const refusal = isIP(hostname) === 0 ? null : refusalOf(hostname, settings);
  const agent = new client.Agent({
    keepAlive: true,
    maxSockets: Math.max(8, settings.budgets.concurrent),
    lookup: checkedLookup(resolve, settings.allowPrivate, mustBePrivate(settings)),
    ...IN_FLIGHT,
    ...(settings.ca && { ca: settings.ca }),
  });
  if (settings.proxy !== undefined) tunnelThrough(agent, new URL(settings.proxy), settings);
  const options = {
    agent,
    protocol: base.protocol,
    hostname,
    port: base.port,
    method: 'POST',
  };
  const prefix = base.pathname.replace(/\/+$/u, '');

  const attempt = (call: UpstreamCall): Promise<http.IncomingMessage | Stale | Failure> => {
    const { path, signal } = call;
    const request = client.request({ ...options, path: prefix + path, headers: headersOf(call), signal });
    const answer = answerTo(request, settings.budgets.connectMs, settings.proxy !== undefined);
    request.end(call.body);
    return answer;
  };

  const send = async (call: UpstreamCall): Promise<http.IncomingMessage | Failure> => {
    if (refusal !== null) return refusal;
    // A kept connection may have been closed by the other side meanwhile; each try uses one of them up.
    for (let tries = 0; tries <= 8; tries += 1) {
      const answer = await attempt(call);
      if (answer !== 'stale') return answer;
    }
    return { why: 'connection reset', retryable: true };
  };
  return { send };
}

/** Why an endpoint that is written as an address is not asked. */
function refusalOf(address: string, settings: Settings): Failure | null {
  if (!isLiteralAllowed(address)) return PRIVATE;
  return mustBePrivate(settings) && kindOfAddress(address) === 'public' ? PUBLIC : null;
}

/** A key in clear text may go to machines of one's own network only, whatever a name leads to by now. */
function mustBePrivate({ upstream, key }: Settings): boolean {
  return key !== '' && new URL(upstream).protocol === 'http:';
}

function tunnelThrough(agent: http.Agent, proxy: URL, { upstream, ca, budgets }: Settings): void {
  const base = new URL(upstream);
  const isSecure = base.protocol === 'https:';
  const target = {
    hostname: base.hostname.replace(/^\[(.*)\]$/u, '$1'),
    port: Number(base.port || (isSecure ? 443 : 80)),
    tls: isSecure ? { ...(ca && { ca }) } : null,
  };
  const open = async (callback: (error: Error | null, socket: Duplex) => void): Promise<void> => {
    const socket = await openTunnel(proxy, target, budgets.connectMs).catch((error: Error) => error);
    // The type of the callback wants a socket in any case.
    if (socket instanceof Error) callback(socket, new Socket());
    else callback(null, socket);
  };
  agent.createConnection = (_options, callback) => {
    if (callback !== undefined) void open(callback);
    return undefined;
  };
}

type Stale = 'stale';

/** Knows nothing of the body, so that this may be forgotten while the answer comes. */
function answerTo(
  request: http.ClientRequest,
  connectMs: number,
  isTunnelled: boolean,
): Promise<http.IncomingMessage | Stale | Failure> {
  return new Promise((resolve) => {
    const stopWaiting = limitConnect(request, connectMs, isTunnelled, () => {
      resolve({ why: 'connect timeout', retryable: true });
      request.destroy();
    });
    request.on('response', (response) => {
      resolve(response);
    });
    request.on('error', (error) => {
      stopWaiting();
      resolve(request.reusedSocket && codeOf(error) === 'ECONNRESET' ? 'stale' : explain(error));
    });
    // An answer that switches protocols is none.
    request.on('upgrade', (_response, socket) => {
      socket.destroy();
      resolve({ why: 'unexpected answer', retryable: false });
    });
  });
}

function headersOf({ headers, body }: UpstreamCall): Record<string, string | number> {
  return {
    ...headers,
    accept: 'application/json, text/event-stream',
    'accept-encoding': 'identity',
    'content-type': 'application/json',
    'content-length': body.length,
    'user-agent': 'opencode-review-gate',
  };
}

/** Limits the time until a connection stands, the handshake of TLS included; a tunnel comes with both behind it. */
function limitConnect(
  request: http.ClientRequest,
  ms: number,
  isTunnelled: boolean,
  expire: () => void,
): () => void {
  const timer = setTimeout(expire, ms);
  const stop = () => {
    clearTimeout(timer);
  };
  request.on('socket', (socket) => {
    if (request.reusedSocket || isTunnelled) stop();
    else socket.once('encrypted' in socket ? 'secureConnect' : 'connect', stop);
  });
  request.on('close', stop);
  return stop;
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : '';
}

function explain(error: Error): Failure {
  const code = codeOf(error);
  if (code === PRIVATE_ADDRESS) return PRIVATE;
  if (code === PUBLIC_ADDRESS) return PUBLIC;
  if (code === PROXY_REFUSED) return { why: 'refused by the proxy', retryable: false };
  if (code === PROXY_FAILED) return { why: 'proxy failed', retryable: true };
  if (code === 'ECONNREFUSED') return { why: 'connection refused', retryable: true };
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return { why: 'name not found', retryable: true };
  if (code === 'ECONNRESET' || code === 'EPIPE') return { why: 'connection reset', retryable: true };
  if (/CERT|TLS|SSL|SIGNATURE/u.test(code)) return { why: 'TLS certificate not accepted', retryable: false };
  if (code.startsWith('HPE_')) return { why: 'unexpected answer', retryable: false };
  return { why: 'connection failed', retryable: true };
}
