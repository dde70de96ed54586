import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Step } from './scenario.ts';

/** How the bytes travel, apart from what they say. */
export type Delivery = Pick<Step, 'delayMs' | 'drip' | 'disconnect' | 'headers'>;

export type Answer = { readonly status: number; readonly contentType: string; readonly body: string };

/** Sends one answer; ends early and quietly when the client goes or `signal` fires. */
export async function sendAnswer(
  response: ServerResponse,
  answer: Answer,
  delivery: Delivery,
  signal: AbortSignal,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const ended = AbortSignal.any([signal, gone.signal]);
  try {
    if (delivery.delayMs !== undefined) await wait(delivery.delayMs, undefined, { signal: ended });
    await sendBody(response, answer, delivery, ended);
  } catch (error) {
    if (!ended.aborted) throw error;
    response.destroy();
  }
}

async function sendBody(
  response: ServerResponse,
  answer: Answer,
  delivery: Delivery,
  signal: AbortSignal,
): Promise<void> {
  const bytes = Buffer.from(answer.body);
  const end = Math.min(bytes.length, delivery.disconnect?.afterBytes ?? bytes.length);
  if (delivery.disconnect?.afterBytes === 0) return void response.destroy();
  response.writeHead(answer.status, {
    'content-type': answer.contentType,
    'x-scripted-model': 'no model',
    ...delivery.headers,
  });
  const size = delivery.drip?.bytes ?? (end || 1);
  for (let at = 0; at < end; at += size) {
    await writeBytes(response, bytes.subarray(at, Math.min(at + size, end)));
    if (delivery.drip) await wait(delivery.drip.everyMs, undefined, { signal });
  }
  if (delivery.disconnect) response.destroy();
  else response.end();
}

/** Resolves when the bytes are with the system, so that a disconnect comes after them and not instead. */
function writeBytes(response: ServerResponse, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    response.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}
