// One answer streamed from a provider on loopback, straight or through the broker, with the times of its first and last byte.
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { chat, TOKEN } from '../test/broker/broker-process.ts';

export type Streamed = { readonly firstMs: number; readonly totalMs: number; readonly bytes: number };

/** Where to ask: a Unix socket or a TCP port of loopback. */
export type Target = { readonly socketPath: string } | { readonly port: number };

export type Provider = { readonly port: number; readonly origin: string; close(): Promise<void> };

const END = [
  { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage: null },
  { choices: [], usage: { prompt_tokens: 20, completion_tokens: 5 } },
];

/** Answers every call with that many events of that many bytes, as fast as they are taken. */
export async function openProvider(events: number, bytes: number): Promise<Provider> {
  const event = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
  const around = event({ choices: [{ index: 0, delta: { content: '' }, finish_reason: null }] }).length;
  const content = 'x'.repeat(Math.max(1, bytes - around));
  const piece = Buffer.from(event({ choices: [{ index: 0, delta: { content }, finish_reason: null }] }));
  const server = http.createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      let left = events;
      const pour = () => {
        if (response.destroyed) return;
        if (left === 0) {
          response.end(`${END.map(event).join('')}data: [DONE]\n\n`);
          return;
        }
        left -= 1;
        // Each event leaves by itself, as a model's do.
        if (response.write(piece)) setImmediate(pour);
        else response.once('drain', pour);
      };
      pour();
    });
    response.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Asks once and reads to the end; rejects when the connection breaks. */
export function streamThrough(target: Target, agent: http.Agent): Promise<Streamed> {
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
  const path = '/v1/chat/completions';
  return new Promise((resolve, reject) => {
    const started = performance.now();
    let firstMs = 0;
    let bytes = 0;
    const request = http.request({ ...target, host: '127.0.0.1', method: 'POST', path, headers, agent });
    request.on('response', (response) => {
      response.on('data', (chunk: Buffer) => {
        firstMs ||= performance.now() - started;
        bytes += chunk.length;
      });
      response.on('error', reject);
      response.on('end', () => resolve({ firstMs, totalMs: performance.now() - started, bytes }));
    });
    request.on('error', reject);
    request.end(chat({ stream: true }));
  });
}
