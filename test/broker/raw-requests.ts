// Requests as bytes, for what no client would send.
import assert from 'node:assert/strict';
import net from 'node:net';
import { KEY, TOKEN } from './broker-process.ts';
import type { PlainProxy } from './plain-proxy.ts';
import type { UpstreamDouble } from './upstream-double.ts';

/** A request with the token; `line` is its method and target. */
export function raw(line: string, body: string, headers: readonly string[] = []): string {
  const lines = [
    `${line} HTTP/1.1`,
    'Host: x',
    `Authorization: Bearer ${TOKEN}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    ...headers,
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

/** The positive control: without rules the bytes reach the provider, with the key. */
export async function assertProxyPasses(proxy: PlainProxy, upstream: UpstreamDouble, bytes: string) {
  const before = upstream.seen.length;
  await new Promise<void>((resolve) => {
    const connection = net.connect(proxy.port, '127.0.0.1', () => connection.write(bytes, 'latin1'));
    connection.on('data', () => connection.end());
    connection.on('error', () => undefined);
    connection.on('close', () => resolve());
    setTimeout(() => connection.destroy(), 2_000).unref();
  });
  assert.equal(upstream.seen.length, before + 1, 'the positive control must reach the provider');
  assert.equal(upstream.seen.at(-1)?.headers.authorization, `Bearer ${KEY}`);
}
