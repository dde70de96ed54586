import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Protocol } from '../../broker/broker.ts';
import { GateError, reasonOf } from '../../errors.ts';
import { renderAnthropic, renderAnthropicError } from './anthropic-messages.ts';
import { conversations, type Scenario, type Script } from './conversations.ts';
import { renderGoogle, renderGoogleError } from './google-generate.ts';
import { renderOpenAi, renderOpenAiError } from './openai-chat.ts';
import { renderResponses } from './openai-responses.ts';
import { type Reply, replyOf } from './reply.ts';
import { googleRoute, parseRequest, type RecordedRequest } from './request.ts';
import type { Step } from './scenario.ts';
import { type Answer, sendAnswer } from './send.ts';

export type ScriptedModelOptions = {
  /** 0 takes any free port. */
  readonly port?: number;
  /** After so many requests every further one is refused; 2,000 when not given. */
  readonly maxRequests?: number;
  /** After so many milliseconds the server stops by itself; 15 minutes when not given. */
  readonly maxMs?: number;
};

/** A running scripted model. `url` has no path: the base of all protocols is `${url}/v1`. */
export type ScriptedModel = {
  readonly url: string;
  /** Every request so far, in the order of arrival. */
  readonly requests: readonly RecordedRequest[];
  close(): Promise<void>;
};

const ROUTES: Readonly<Record<string, Protocol>> = {
  '/v1/chat/completions': 'openai-chat',
  '/v1/responses': 'openai-responses',
  '/v1/messages': 'anthropic-messages',
};
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/**
 * Starts the scripted model: a test double on 127.0.0.1 that speaks OpenAI-compatible chat completions, OpenAI
 * responses, Anthropic messages and Google's generateContent, and follows a scenario. It is no model: nothing in it predicts or judges anything.
 * Throws GateError `usage` when the scenario is not valid.
 */
export async function startScriptedModel(
  scenario: Scenario,
  options: ScriptedModelOptions = {},
): Promise<ScriptedModel> {
  const script = conversations(scenario);
  const requests: RecordedRequest[] = [];
  const stop = new AbortController();
  const max = options.maxRequests ?? 2000;

  const server = createServer((incoming, response) => {
    answerOne(incoming, response).catch(() => response.destroy());
  });

  async function answerOne(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (incoming.url ?? '').split('?')[0] ?? '';
    const text = await readBody(incoming);
    const request = parseRequest({
      protocol: incoming.method === 'POST' ? protocolOf(path) : null,
      method: incoming.method ?? '',
      path,
      headers: incoming.headers,
      text,
    });
    requests.push(request);
    const serial = requests.length;
    const step = serial > max ? OVER_THE_LIMIT : stepFor(script, request);
    await sendAnswer(response, answerOf(step, request, serial), step, stop.signal);
  }

  const port = await listen(server, options.port ?? 0);
  const timer = setTimeout(() => void close(), options.maxMs ?? 15 * 60_000);
  async function close(): Promise<void> {
    clearTimeout(timer);
    stop.abort();
    await closeServer(server);
  }
  return { url: `http://127.0.0.1:${port}`, requests, close };
}

function protocolOf(path: string): Protocol | null {
  return googleRoute(path) === null ? (ROUTES[path] ?? null) : 'google-generate';
}

const OVER_THE_LIMIT: Step = {
  status: 403,
  body: '{"error":{"message":"The scripted model (no model) has answered all that it may."}}',
};
const NO_ROUTE: Step = {
  status: 404,
  body: '{"error":{"message":"The scripted model (no model) has no such route."}}',
};

/** A scenario whose function fails must show, so it becomes an error that no client tries again. */
function stepFor(script: Script, request: RecordedRequest): Step {
  if (request.protocol === null) return NO_ROUTE;
  try {
    return script.next(request);
  } catch (error) {
    const message = `The scenario of the scripted model (no model) failed: ${reasonOf(error).message}`;
    return { status: 400, body: JSON.stringify({ error: { message } }) };
  }
}

function answerOf(step: Step, request: RecordedRequest, serial: number): Answer {
  const wanted = request.stream ? 'text/event-stream' : 'application/json';
  if (step.status !== undefined) {
    const body = step.body ?? errorOf(request, step.status);
    return { status: step.status, contentType: 'application/json', body };
  }
  if (step.raw !== undefined) return { status: 200, contentType: wanted, body: step.raw };
  const reply = replyOf(step, serial, request.bytes);
  return {
    status: 200,
    contentType: wanted,
    body: RENDERERS[request.protocol ?? 'openai-chat'](reply, request),
  };
}

const RENDERERS: Readonly<Record<Protocol, (reply: Reply, request: RecordedRequest) => string>> = {
  'openai-chat': renderOpenAi,
  'openai-responses': renderResponses,
  'anthropic-messages': renderAnthropic,
  'google-generate': renderGoogle,
};

function errorOf(request: RecordedRequest, status: number): string {
  const message = `The scenario of the scripted model (no model) says ${status} here.`;
  if (request.protocol === 'anthropic-messages') return renderAnthropicError(message);
  if (request.protocol === 'google-generate') return renderGoogleError(status, message);
  return renderOpenAiError(status, message);
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  const stream: AsyncIterable<Buffer> = incoming;
  for await (const part of stream) {
    size += part.length;
    if (size > MAX_BODY_BYTES) throw new GateError('usage', 'The request is over 32 MiB.');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new GateError('usage', 'The scripted model cannot listen on 127.0.0.1.', { cause })),
    );
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
