import http from 'node:http';
import { type BrokerProcess, chat, TOKEN } from './broker-process.ts';

/** Asks for a stream and leaves: while nothing has come yet, or at its first bytes. */
export function leave({ socket }: BrokerProcess, at: 'nothing' | 'first bytes'): Promise<void> {
  const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
  const target = { socketPath: socket, method: 'POST', path: '/v1/chat/completions', headers, agent: false };
  return new Promise((resolve) => {
    const request = http.request(target, (response) => {
      response.on('error', () => undefined);
      response.once('data', () => request.destroy());
    });
    request.on('error', () => undefined);
    request.on('close', resolve);
    request.end(chat({ stream: true }));
    if (at === 'nothing') setTimeout(() => request.destroy(), 100);
  });
}
