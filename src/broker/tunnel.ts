import http from 'node:http';
import { isIP, type Socket } from 'node:net';
import { connect } from 'node:tls';

/** Where a connection is to lead, through a proxy that sees only this. */
export type Target = {
  readonly hostname: string;
  readonly port: number;
  /** Null for plain http; else the authorities to trust instead of the built-in ones, if any. */
  readonly tls: { readonly ca?: string } | null;
};

/** Codes of errors whose cause is the proxy: whether asking again may help. */
export const PROXY_REFUSED = 'EPROXYREFUSED';
export const PROXY_FAILED = 'EPROXYFAILED';

const CONNECTION = { highWaterMark: 16_384 } as const;

/**
 * A connection to the target through an HTTP proxy that was named by the workflow, by CONNECT. TLS is spoken with the
 * target itself, inside of it. The proxy looks up the name, so that no address is checked here. Rejects with an error
 * that has a code.
 */
export async function openTunnel(proxy: URL, target: Target, ms: number): Promise<Socket> {
  const signal = AbortSignal.timeout(ms);
  const socket = await connectThrough(proxy, target, signal);
  if (target.tls === null) return socket;
  const { hostname, tls } = target;
  const secure = connect({
    socket,
    host: hostname,
    ...(isIP(hostname) === 0 && { servername: hostname }),
    ...tls,
    ...CONNECTION,
  });
  return new Promise((resolve, reject) => {
    const expire = () => secure.destroy(withCode('ETIMEDOUT'));
    signal.addEventListener('abort', expire, { once: true });
    secure.once('error', reject);
    secure.once('secureConnect', () => {
      signal.removeEventListener('abort', expire);
      secure.off('error', reject);
      resolve(secure);
    });
  });
}

function connectThrough(proxy: URL, { hostname, port }: Target, signal: AbortSignal): Promise<Socket> {
  const path = `${isIP(hostname) === 6 ? `[${hostname}]` : hostname}:${port}`;
  return new Promise((resolve, reject) => {
    const request = http.request({
      host: proxy.hostname.replace(/^\[(.*)\]$/u, '$1'),
      port: proxy.port || '80',
      method: 'CONNECT',
      path,
      headers: { host: path },
      agent: false,
      signal,
      ...CONNECTION,
    });
    request.once('connect', ({ statusCode = 0 }, socket, head) => {
      // Nobody has asked the target anything yet.
      if (statusCode === 200 && head.length === 0) {
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(withCode(statusCode >= 500 ? PROXY_FAILED : PROXY_REFUSED));
    });
    request.once('error', () => reject(withCode(PROXY_FAILED)));
    request.end();
  });
}

function withCode(code: string): Error {
  return Object.assign(new Error(code), { code });
}
