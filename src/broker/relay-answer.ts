import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Failure } from './failures.ts';
import type { Meter } from './meter.ts';
import type { Redactor } from './redact.ts';

export const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

export type Relay = {
  readonly answer: IncomingMessage;
  readonly response: ServerResponse;
  readonly stream: boolean;
  readonly redactor: Redactor;
  readonly meter: Meter;
  /** Aborting it ends both sides. */
  readonly controller: AbortController;
  readonly idleMs: number;
  onBytes(bytes: number): void;
  /** Called when the answer is whole, before the agent can know that it is. */
  beforeEnd(): void;
};

/**
 * Passes a good answer on as it comes: status and content type only, the key taken out, counted, capped, no faster
 * than the agent reads. Answers why it broke off, or null when the agent has it all.
 */
export async function relayAnswer(relay: Relay): Promise<Failure | null> {
  const { answer, response, redactor, meter, controller } = relay;
  const idle = watchIdle(relay);
  let bytes = 0;
  response.writeHead(200, { 'content-type': relay.stream ? 'text/event-stream' : 'application/json' });
  try {
    for await (const chunk of chunksOf(answer)) {
      idle.stop();
      bytes += chunk.length;
      relay.onBytes(chunk.length);
      if (bytes > MAX_ANSWER_BYTES) {
        answer.destroy();
        return { why: 'answer over 32 MiB', retryable: false };
      }
      meter.push(chunk);
      if (!response.write(redactor.push(chunk))) await once(response, 'drain', { signal: controller.signal });
      idle.start();
    }
  } catch {
    return { why: 'connection reset', retryable: true };
  } finally {
    idle.stop();
  }
  // OpenCode takes an answer that only stops for a step, and asks again at once, for ever.
  if (relay.stream && !meter.isWhole()) return { why: 'answer ended early', retryable: true };
  const rest = redactor.end();
  relay.beforeEnd();
  response.end(rest);
  return null;
}

async function* chunksOf(answer: IncomingMessage): AsyncGenerator<Buffer> {
  for await (const chunk of answer) {
    if (chunk instanceof Buffer) yield chunk;
  }
}

function watchIdle({ controller, idleMs }: Relay) {
  let timer: NodeJS.Timeout | undefined;
  const stop = () => {
    clearTimeout(timer);
  };
  const start = () => {
    stop();
    timer = setTimeout(() => {
      controller.abort('no byte for too long');
    }, idleMs);
  };
  start();
  return { start, stop };
}
