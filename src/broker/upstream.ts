import http from 'node:http';
import https from 'node:https';
import type { Failure } from './failures.ts';
import type { Settings } from './settings.ts';

/** One request to the provider: no redirect is followed, no proxy is asked, no environment is read. */
export type UpstreamCall = {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Ends the request and its answer. */
  readonly signal: AbortSignal;
};

export type Upstream = { send(call: UpstreamCall): Promise<http.IncomingMessage | Failure> };

export function openUpstream(settings: Settings): Upstream {
  const base = new URL(settings.upstream);
  const client = base.protocol === 'https:' ? https : http;
  const agent = new client.Agent({ keepAlive: true, maxSockets: 8, ...(settings.ca && { ca: settings.ca }) });
  const options = {
    agent,
    protocol: base.protocol,
    hostname: base.hostname.replace(/^\[(.*)\]$/u, '$1'),
    port: base.port,
    method: 'POST',
  };
  const prefix = base.pathname.replace(/\/+$/u, '');

  const attempt = (call: UpstreamCall) =>
    new Promise<http.IncomingMessage | Stale | Failure>((resolve) => {
      const request = client.request({
        ...options,
        path: prefix + call.path,
        headers: headersOf(call),
        signal: call.signal,
      });
      const stopWaiting = limitConnect(request, settings.budgets.connectMs, () => {
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
      request.end(call.body);
    });

  const send = async (call: UpstreamCall): Promise<http.IncomingMessage | Failure> => {
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

function headersOf({ headers, body }: UpstreamCall): Record<string, string | number> {
  return {
    ...headers,
    accept: 'application/json, text/event-stream',
    'accept-encoding': 'identity',
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
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
  if (code === 'ECONNREFUSED') return { why: 'connection refused', retryable: true };
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return { why: 'name not found', retryable: true };
  if (code === 'ECONNRESET' || code === 'EPIPE') return { why: 'connection reset', retryable: true };
  if (/CERT|TLS|SSL|SIGNATURE/u.test(code)) return { why: 'TLS certificate not accepted', retryable: false };
  if (code.startsWith('HPE_')) return { why: 'unexpected answer', retryable: false };
  return { why: 'connection failed', retryable: true };
}
