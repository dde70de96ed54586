import http from 'node:http';
import https from 'node:https';
import { proxiesOf } from '../proxies-of.ts';

/** The environment's words for proxies; absent ones are empty. */
export type ProxyEnv = Readonly<Record<string, string | undefined>>;

/** Larger than 100 comments of the longest text that GitHub takes. */
const MOST_BYTES = 32 * 1024 * 1024;
/** A server that is silent for this long gives no answer any more. */
const SILENT_MS = 60_000;

/**
 * One function with fetch's signature, as far as Octokit uses it: over Node's own HTTP, whose agents obey
 * `https_proxy` and `no_proxy` (fetch does only when the process was started for it). Follows no redirect, so that the
 * token goes to no other host, and takes no more than `MOST_BYTES`.
 */
export function askServer(env: ProxyEnv): typeof fetch {
  const proxyEnv = proxiesOf(env);
  const agents = { http: new http.Agent({ proxyEnv }), https: new https.Agent({ proxyEnv }) };
  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const secure = url.protocol === 'https:';
    const options: http.RequestOptions = {
      method: init.method ?? 'GET',
      headers: { ...Object.fromEntries(new Headers(init.headers)), 'accept-encoding': 'identity' },
      agent: secure ? agents.https : agents.http,
      timeout: SILENT_MS,
      ...(init.signal ? { signal: init.signal } : {}),
    };
    const body = typeof init.body === 'string' ? init.body : '';
    return new Promise((resolve, reject) => {
      const request = (secure ? https : http).request(url, options, (answer) => {
        read(answer).then(resolve, reject);
      });
      request.on('timeout', () => request.destroy(new Error('The server is silent')));
      request.on('error', reject);
      request.end(body);
    });
  };
}

async function read(answer: http.IncomingMessage): Promise<Response> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const chunk of bytesOf(answer)) {
    const part = Uint8Array.from(chunk);
    bytes += part.length;
    if (bytes > MOST_BYTES) {
      answer.destroy();
      throw new Error(`The answer is larger than ${MOST_BYTES} bytes`);
    }
    chunks.push(part);
  }
  const status = answer.statusCode ?? 0;
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(answer.headersDistinct))
    headers.set(name, values.join(', '));
  const empty = status === 204 || status === 205 || status === 304;
  return new Response(empty ? null : new Blob(chunks), { status, headers });
}

/** Without an encoding a stream yields bytes. */
async function* bytesOf(answer: http.IncomingMessage): AsyncGenerator<Uint8Array> {
  for await (const chunk of answer) if (chunk instanceof Uint8Array) yield chunk;
}
