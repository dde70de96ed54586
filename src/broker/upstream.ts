import http from 'node:http';
import https from 'node:https';
import { isIP } from 'node:net';
import type { Failure } from './failures.ts';
import { checkedLookup, isLiteralAllowed, PRIVATE_ADDRESS, type Resolve, resolveByDns } from './resolve.ts';
import type { Settings } from './settings.ts';

/** One request to the provider: no redirect is followed, no proxy is asked, no environment is read. */
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

/** `resolve` answers the addresses of the provider's name; they are checked before anything is sent to them. */
export function openUpstream(settings: Settings, resolve: Resolve = resolveByDns): Upstream {
  const base = new URL(settings.upstream);
  const client = base.protocol === 'https:' ? https : http;
  const hostname = base.hostname.replace(/^\[(.*)\]$/u, '$1');
  // No lookup takes place for what is an address already.
  const isRefused = isIP(hostname) !== 0 && !isLiteralAllowed(hostname);
  const agent = new client.Agent({
    keepAlive: true,
    maxSockets: Math.max(8, settings.budgets.concurrent),
    lookup: checkedLookup(resolve, settings.allowPrivate),
    ...IN_FLIGHT,
    ...(settings.ca && { ca: settings.ca }),
  });
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
    const answer = answerTo(request, settings.budgets.connectMs);
    request.end(call.body);
    return answer;
  };

  const send = async (call: UpstreamCall): Promise<http.IncomingMessage | Failure> => {
    if (isRefused) return PRIVATE;
    // A kept connection may have been closed by the other side meanwhile; each try uses one of them up.
    for (let tries = 0; tries <= 8; tries += 1) {
      const answer = await attempt(call);
      if (answer !== 'stale') return answer;
    }
    return { why: 'connection reset', retryable: true };
  };
  return { send };
}

type Stale = 'stale';

/** Knows nothing of the body, so that this may be forgotten while the answer comes. */
function answerTo(
  request: http.ClientRequest,
  connectMs: number,
): Promise<http.IncomingMessage | Stale | Failure> {
  return new Promise((resolve) => {
    const stopWaiting = limitConnect(request, connectMs, () => {
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

/** Limits the time until a connection stands, the handshake of TLS included. */
function limitConnect(request: http.ClientRequest, ms: number, expire: () => void): () => void {
  const timer = setTimeout(expire, ms);
  const stop = () => {
    clearTimeout(timer);
  };
  request.on('socket', (socket) => {
    if (request.reusedSocket) stop();
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
  if (code === 'ECONNREFUSED') return { why: 'connection refused', retryable: true };
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return { why: 'name not found', retryable: true };
  if (code === 'ECONNRESET' || code === 'EPIPE') return { why: 'connection reset', retryable: true };
  if (/CERT|TLS|SSL|SIGNATURE/u.test(code)) return { why: 'TLS certificate not accepted', retryable: false };
  if (code.startsWith('HPE_')) return { why: 'unexpected answer', retryable: false };
  return { why: 'connection failed', retryable: true };
}
