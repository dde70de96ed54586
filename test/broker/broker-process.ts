// The real broker as its own process, driven through its socket.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseBrokerEvent } from '../../src/adapters/broker/parse-event.ts';
import type { BrokerEvent, BrokerSettings } from '../../src/broker/broker.ts';
import { renderSettings } from '../../src/broker/settings.ts';

export const BROKER = join(import.meta.dirname, '../../src/broker/main.ts');
export const TOKEN = 'run-token-0123456789abcdef0123456789abcdef';
export const KEY = 'sk-canary/8f2+e6c1"d9b4\\a7';

export type CallEvent = Extract<BrokerEvent, { kind: 'call' }>;
export type Reply = {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
};
export type Ask = {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string | string[]>;
  readonly body?: string | Buffer;
};

export type BrokerProcess = {
  readonly child: ChildProcessWithoutNullStreams;
  readonly socket: string;
  readonly events: readonly CallEvent[];
  /** Everything it said on either output so far. */
  output(): string;
  /** One request with the token and a JSON content type unless told otherwise; rejects when the connection breaks. */
  ask(ask: Ask): Promise<Reply>;
  /** Bytes as they are; answers everything that comes back until the connection ends. */
  askRaw(bytes: string): Promise<string>;
  /** Waits until that many events have come (at most 10 s). */
  eventsReach(count: number): Promise<readonly CallEvent[]>;
  close(): Promise<void>;
};

export const BUDGETS = {
  requests: 10_000,
  requestsPerMinute: 10_000,
  inputTokens: 1e8,
  outputTokens: 1e8,
  costUsd: 1000,
  callMs: 20_000,
  totalMs: 120_000,
} satisfies BrokerSettings['budgets'];

export function settingsFor(upstream: string, more: Partial<BrokerSettings> = {}): BrokerSettings {
  return {
    protocol: 'openai-chat',
    upstream,
    key: KEY,
    token: TOKEN,
    socket: '',
    models: ['m'],
    tools: ['read', 'glob', 'grep'],
    maxOutputTokens: 4096,
    budgets: BUDGETS,
    price: null,
    ...more,
  };
}

/** Starts the broker, of the sources unless another is named, and waits until it listens. */
export async function openBroker(
  settings: BrokerSettings,
  env: Record<string, string> = {},
  { bundle = BROKER, flags = [] }: { readonly bundle?: string; readonly flags?: readonly string[] } = {},
): Promise<BrokerProcess> {
  const directory = mkdtempSync(join(tmpdir(), 'broker-'));
  const socket = join(directory, 's');
  const child = spawn(process.execPath, [...flags, bundle], { env, cwd: directory });
  const events: CallEvent[] = [];
  let output = '';
  const ready = Promise.withResolvers<void>();
  child.stdout.on('data', (chunk: Buffer) => {
    const before = output.split('\n').length - 1;
    output += chunk.toString();
    for (const line of output.split('\n').slice(before, -1)) {
      const event = parseBrokerEvent(line);
      if (event === null) ready.reject(new Error(`no event: ${line}`));
      else if (event.kind === 'call') events.push(event);
      else ready.resolve();
    }
  });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  child.stdin.on('error', () => undefined);
  child.on('exit', (code) => ready.reject(new Error(`the broker ended with ${code}: ${errors}`)));
  child.stdin.write(renderSettings({ ...settings, socket }));
  await ready.promise;
  return {
    child,
    socket,
    events,
    output: () => output + errors,
    ask: (ask) => askSocket(socket, ask),
    askRaw: (bytes) => askRaw(socket, bytes),
    async eventsReach(count) {
      for (let turn = 0; turn < 1000 && events.length < count; turn += 1) await pause(10);
      return events;
    },
    async close() {
      const gone = new Promise((resolve) => child.once('close', resolve));
      if (child.exitCode === null && child.signalCode === null) {
        child.stdin.end();
        await gone;
      }
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function askSocket(socketPath: string, ask: Ask): Promise<Reply> {
  const { method = 'POST', path = '/v1/chat/completions', body = '' } = ask;
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', ...ask.headers };
  return new Promise((resolve, reject) => {
    const request = http.request({ socketPath, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

function askRaw(socket: string, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const connection = net.connect(socket, () => connection.write(bytes, 'latin1'));
    let answer = '';
    connection.on('data', (chunk: Buffer) => {
      answer += chunk.toString();
      if (/^HTTP\/1\.1 [45]/u.test(answer)) connection.end();
    });
    connection.on('error', () => undefined);
    connection.on('close', () => resolve(answer));
    setTimeout(() => connection.destroy(), 5_000).unref();
  });
}

/** The smallest requests that pass, one for each protocol. */
export const CHAT = { model: 'm', messages: [{ role: 'user', content: 'hi' }], max_tokens: 100 };
export const MESSAGES = { model: 'm', messages: [{ role: 'user', content: 'hi' }], max_tokens: 100 };
export const RESPONSES = {
  model: 'm',
  input: [{ role: 'user', content: [{ type: 'input_text', text: 'hi' }] }],
  max_output_tokens: 100,
};
export const GENERATE = {
  contents: [{ role: 'user', parts: [{ text: 'hi' }] }],
  generationConfig: { maxOutputTokens: 100 },
};

/** Where each protocol asks the model `m`. */
export const PATHS: Readonly<Record<BrokerSettings['protocol'], string>> = {
  'openai-chat': '/v1/chat/completions',
  'openai-responses': '/v1/responses',
  'anthropic-messages': '/v1/messages',
  'google-generate': '/v1/models/m:streamGenerateContent?alt=sse',
};

export function chat(more: Record<string, unknown> = {}): string {
  return JSON.stringify({ ...CHAT, ...more });
}
