// What a gateway without rules does: any request goes on as it came, with the key. The positive control of the tables.
import http from 'node:http';
import type { AddressInfo } from 'node:net';

export type PlainProxy = { readonly port: number; close(): Promise<void> };

export async function openPlainProxy(upstream: string, key: string): Promise<PlainProxy> {
  const proxy = http.createServer((request, response) => {
    const headers = { ...request.headers, authorization: `Bearer ${key}` };
    const { method, url: path } = request;
    const onward = http.request(upstream, { method, path, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    port: (proxy.address() as AddressInfo).port,
    async close() {
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}
