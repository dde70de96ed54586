import type { IncomingMessage } from 'node:http';
import { accept, type Checked, refuseBudget } from './checked.ts';

export const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** Reads a body of at most 8 MiB; null when the sender left before its end. */
export function readBody(request: IncomingMessage): Promise<Checked<Buffer> | null> {
  const tooLarge = refuseBudget('size of one request');
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return Promise.resolve(tooLarge);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) {
        chunks.push(chunk);
        return;
      }
      chunks.length = 0;
      request.pause();
      resolve(tooLarge);
    });
    request.on('end', () => {
      resolve(accept(Buffer.concat(chunks)));
    });
    request.on('close', () => {
      resolve(null);
    });
    request.on('error', () => {
      resolve(null);
    });
  });
}
