import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Cleaner } from '../../adapters/git/make-repository.ts';
import { REPOSITORY } from './run-step.ts';

export type GitServer = {
  /** GITHUB_SERVER_URL. */
  readonly url: string;
  /** Path and credential of each request. */
  readonly seen: readonly { readonly path: string; readonly authorization: string | undefined }[];
};

export type GitServerOptions = {
  readonly directory: string;
  /** Without this token in the header every request is answered 401. */
  readonly token?: string;
  /** Runs while the client waits for its answer. */
  readonly onRequest?: (path: string) => void;
};

/** The server's side of `git fetch` and `git ls-remote`: git's own HTTP back end on loopback. */
export async function startGitServer(t: Cleaner, options: GitServerOptions): Promise<GitServer> {
  const seen: { path: string; authorization: string | undefined }[] = [];
  const credential = Buffer.from(`x-access-token:${options.token}`).toString('base64');
  const server = createServer((request, response) => {
    const { authorization } = request.headers;
    seen.push({ path: request.url ?? '', authorization });
    options.onRequest?.(request.url ?? '');
    if (options.token !== undefined && authorization !== `basic ${credential}`)
      response.writeHead(401, { 'www-authenticate': 'Basic realm="GitHub"' }).end();
    else if (!request.url?.startsWith(`/${REPOSITORY}/`)) response.writeHead(404).end();
    else answer(options.directory, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close().closeAllConnections());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

function answer(directory: string, request: IncomingMessage, response: ServerResponse): void {
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'],
      HOME: directory,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      GIT_PROJECT_ROOT: directory,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      PATH_INFO: path.slice(`/${REPOSITORY}`.length),
      QUERY_STRING: query,
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'],
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
    },
  });
  backend.stdin.on('error', () => undefined);
  request.pipe(backend.stdin);
  const chunks: Buffer[] = [];
  backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  backend.once('close', () => send(Buffer.concat(chunks), response));
}

/** From the form of CGI to that of HTTP. */
function send(output: Buffer, response: ServerResponse): void {
  const split = output.indexOf('\r\n\r\n');
  const lines = output.subarray(0, Math.max(0, split)).toString('latin1').split('\r\n');
  const headers = new Map(
    lines.map((line): [string, string] => [line.replace(/:.*/su, ''), line.replace(/^[^:]*: ?/u, '')]),
  );
  const status = split < 0 ? 500 : Number(headers.get('Status')?.slice(0, 3) ?? '200');
  headers.delete('Status');
  response.writeHead(status, Object.fromEntries([...headers].filter(([name]) => name !== '')));
  response.end(output.subarray(split + 4));
}
