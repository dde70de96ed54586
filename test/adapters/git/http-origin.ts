import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

/** What the server saw of each request. */
export type Seen = { readonly path: string; readonly authorization: string | undefined };

export type HttpOrigin = { readonly url: string; readonly seen: readonly Seen[] };

export type HttpOriginOptions = {
  /** Directory of the repository that is served. */
  readonly directory: string;
  /** Requests without this value of the header are answered 401. */
  readonly authorization?: string;
  /** Every request is sent on to this address. */
  readonly redirectTo?: string;
};

/** Git's own smart HTTP server on loopback, ended with the test. */
export async function serveHttp(t: TestContext, options: HttpOriginOptions): Promise<HttpOrigin> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    seen.push({ path: request.url ?? '', authorization: request.headers.authorization });
    if (options.redirectTo !== undefined)
      response.writeHead(302, { location: `${options.redirectTo}${request.url}` }).end();
    else if (options.authorization !== undefined && request.headers.authorization !== options.authorization)
      response.writeHead(401, { 'www-authenticate': 'Basic' }).end();
    else runBackend(options.directory, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close().closeAllConnections());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/repository`, seen };
}

function runBackend(directory: string, request: IncomingMessage, response: ServerResponse): void {
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'],
      HOME: directory,
      GIT_PROJECT_ROOT: directory,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      PATH_INFO: path.replace(/^\/repository/, ''),
      QUERY_STRING: query,
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'],
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
    },
  });
  request.pipe(backend.stdin);
  const chunks: Buffer[] = [];
  backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  backend.on('close', () => {
    const answer = Buffer.concat(chunks);
    const split = answer.indexOf('\r\n\r\n');
    const headers = answer.subarray(0, split).toString('latin1').split('\r\n');
    const pairs = headers.map((line): [string, string] => [
      line.split(': ', 1)[0] ?? '',
      line.replace(/^[^:]*: /, ''),
    ]);
    const status = Number(pairs.find(([name]) => name === 'Status')?.[1]?.slice(0, 3) ?? '200');
    response.writeHead(status, Object.fromEntries(pairs.filter(([name]) => name !== 'Status')));
    response.end(answer.subarray(split + 4));
  });
}
