// A provider on loopback that answers as a test tells it to. It is no model.
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';

export type Seen = {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
};

export type Answer = (response: http.ServerResponse, seen: Seen, index: number) => void;

export type UpstreamDouble = {
  readonly origin: string;
  readonly seen: readonly Seen[];
  /** How many connections are open now. */
  connections(): Promise<number>;
  /** Ends the connections that no call uses. */
  closeIdle(): void;
  close(): Promise<void>;
};

/** Answers each request by `answer`, with its number from 0. With `tls`, speaks https. */
export async function openUpstreamDouble(
  answer: Answer,
  tls?: { readonly key: string; readonly cert: string },
): Promise<UpstreamDouble> {
  const seen: Seen[] = [];
  const take = (request: http.IncomingMessage, response: http.ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', rawHeaders, headers } = request;
      const one = { method, url, rawHeaders, headers, body: Buffer.concat(chunks).toString() };
      seen.push(one);
      response.on('error', () => undefined);
      answer(response, one, seen.length - 1);
    });
  };
  const server = tls ? https.createServer(tls, take) : http.createServer(take);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    seen,
    connections: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      ),
    closeIdle: () => server.closeIdleConnections(),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const OPENAI_USAGE = {
  prompt_tokens: 20,
  completion_tokens: 5,
  prompt_tokens_details: { cached_tokens: 8 },
};

/** One whole answer of a chat completion, with usage. */
export const answerJson: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const choices = [{ index: 0, message: { role: 'assistant', content: 'fine' }, finish_reason: 'stop' }];
  response.end(JSON.stringify({ id: 'c', choices, usage: OPENAI_USAGE }));
};

export function answerStatus(status: number, headers: Record<string, string> = {}): Answer {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end('{"error":{"message":"upstream text"}}');
  };
}
