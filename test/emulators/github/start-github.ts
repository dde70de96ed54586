import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cleaner } from '../../adapters/git/make-repository.ts';
import type { Answer } from './answer.ts';
import { readDescription } from './description.ts';
import { type Fault, faultPlan } from './faults.ts';
import { makeState, type StateSeed } from './make-state.ts';
import { type People, people } from './people.ts';
import { type Incoming, type Office, serve } from './serve.ts';
import type { State } from './state.ts';
import { EVERY_PERMISSION, JOB_TOKEN, type Permissions, type Token } from './tokens.ts';

export type GithubOptions = StateSeed & {
  /** What the job's token (`JOB_TOKEN`) may do; everything when absent. */
  readonly permissions?: Permissions;
  /** Other tokens by their text. */
  readonly tokens?: Readonly<Record<string, Token>>;
  readonly faults?: readonly Fault[];
};

export type SeenRequest = {
  readonly method: string;
  /** With the query, as it was sent. */
  readonly path: string;
  /** The description's `operationId`; null for a route that is not in it. */
  readonly operation: string | null;
  /** 0 for a connection that was closed without an answer. */
  readonly status: number;
  readonly body: unknown;
  readonly token: Token['kind'] | null;
};

export type Github = People & {
  /** GITHUB_API_URL as on github.com. */
  readonly url: string;
  /** GITHUB_API_URL of the same server as GitHub Enterprise Server has it. */
  readonly enterpriseUrl: string;
  readonly state: State;
  readonly requests: readonly SeenRequest[];
  /** Requests that no description knows, and answers of the fake's own that it does not allow. Tests want it empty. */
  readonly problems: readonly string[];
  readonly stop: () => void;
};

/** Larger than any answer or request that GitHub takes. */
const MOST_BYTES = 32 * 1024 * 1024;
const MOST_REQUESTS = 20_000;

/** GitHub's REST API on loopback, with a memory. Ends with the test. */
export async function startGithub(t: Cleaner, options: GithubOptions = {}): Promise<Github> {
  const state = makeState(options);
  const requests: SeenRequest[] = [];
  const problems: string[] = [];
  const office: Office = {
    api: await readDescription(),
    state,
    tokens: {
      [JOB_TOKEN]: { kind: 'job', permissions: options.permissions ?? EVERY_PERMISSION },
      ...options.tokens,
    },
    faults: faultPlan(options.faults ?? []),
    complain: (text) => problems.push(text),
  };
  const server = createServer((request, response) => {
    if (requests.length >= MOST_REQUESTS) response.destroy();
    else
      take(office, request, response, requests).catch((error: unknown) => {
        problems.push(`The fake failed: ${String(error)}`);
        response.destroy();
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => server.close().closeAllConnections();
  t.after(stop);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, enterpriseUrl: `${url}${ENTERPRISE}`, state, requests, problems, stop, ...people(state) };
}

const ENTERPRISE = '/api/v3';

async function take(
  office: Office,
  request: IncomingMessage,
  response: ServerResponse,
  requests: SeenRequest[],
): Promise<void> {
  const incoming = await read(request);
  const { answer, ms, operation, token } = serve(office, incoming);
  requests.push({
    method: incoming.method,
    path: `${incoming.path}${incoming.query === '' ? '' : `?${incoming.query}`}`,
    operation,
    status: answer === 'drop' ? 0 : answer.status,
    body: parsed(incoming.body),
    token: token?.kind ?? null,
  });
  if (ms > 0) await sleep(ms, undefined, { ref: false });
  if (answer === 'drop') request.socket.destroy();
  else send(answer, response);
}

async function read(request: IncomingMessage): Promise<Incoming> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new Error('The request is too large');
    chunks.push(chunk);
  }
  const [whole = '', query = ''] = (request.url ?? '').split('?');
  const prefix = whole.startsWith(`${ENTERPRISE}/`) ? ENTERPRISE : '';
  return {
    method: request.method ?? 'GET',
    path: whole.slice(prefix.length),
    query,
    headers: request.headers as Incoming['headers'],
    body: Buffer.concat(chunks).toString('utf8'),
    api: `http://${request.headers.host}${prefix}`,
  };
}

function send({ status, body, headers }: Answer, response: ServerResponse): void {
  const type = 'application/json; charset=utf-8';
  const all: Readonly<Record<string, string>> = { 'content-type': type, ...headers };
  response.writeHead(status, all);
  // What a proxy in front of the servers says is no JSON.
  const isText = typeof body === 'string' && all['content-type'] !== type;
  response.end(isText ? body : body === undefined ? '' : JSON.stringify(body));
}

function parsed(text: string): unknown {
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    // What is not JSON is shown as it came.
    return text;
  }
}
