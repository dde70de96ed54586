import { spawn } from 'node:child_process';
import type { PlainProxy } from '../../broker/plain-proxy.ts';
import { NODE } from './bundles.ts';

/** Adds the key to what comes and passes it on; says its port, and ends with its input. */
const GATEWAY = `
const upstream = new URL(process.argv[1]);
const { createServer } = require('node:http');
const { request: ask } = require(upstream.protocol === 'https:' ? 'node:https' : 'node:http');
const server = createServer((request, response) => {
  const { host: _, ...headers } = { ...request.headers, authorization: 'Bearer ' + process.argv[2] };
  const onward = ask(new URL(request.url, upstream), { method: request.method, headers }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.writeHead(502).end());
  request.pipe(onward);
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('end', () => process.exit()).resume();
`;

/**
 * The defence off, where the process of the gateway is the point: a process that inherits the environment of the job,
 * has the key in its arguments, and listens on loopback.
 */
export async function openNaiveProcess(upstream: string, key: string): Promise<PlainProxy> {
  const child = spawn(NODE, ['-e', GATEWAY, '--', upstream, key], { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.once('data', (text: Buffer) => resolve(Number(text.toString())));
    child.once('error', reject).once('exit', () => reject(new Error('The gateway did not start.')));
  });
  return {
    port,
    async close() {
      child.stdin.on('error', () => undefined).end();
      await ended;
    },
  };
}
