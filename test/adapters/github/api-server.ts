import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { type GithubApiSettings, openGithubApi } from '../../../src/adapters/github/open-github-api.ts';

export type Seen = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
};
export type Play = (response: ServerResponse, nth: number, seen: Seen) => void;

/** A server on loopback that plays one answer after the other, and what it was asked. Ends with the test. */
export async function startServer(t: TestContext, play: Play) {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    request.resume();
    const one = { method: request.method ?? '', path: request.url ?? '', headers: request.headers };
    seen.push(one);
    play(response, seen.length, one);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close().closeAllConnections());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

export function answer(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** A client whose seconds last a hundredth of one. */
export function openQuick(url: string, changed: Partial<GithubApiSettings> = {}) {
  return openGithubApi({
    url,
    token: 'ghs_token',
    version: '0.0.0',
    signal: new AbortController().signal,
    deadline: Date.now() + 60_000,
    pauseMs: 0,
    secondMs: 10,
    ...changed,
  });
}
