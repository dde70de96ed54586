import type { IncomingMessage } from 'node:http';
import { accept, type Checked, refuseBudget } from './checked.ts';

export const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** Milliseconds from the first to the last byte of a body; it comes from the same machine. */
const BODY_MS = 30_000;

/** Reads a body of at most 8 MiB; null when the sender left before its end, or took too long. */
export function readBody(request: IncomingMessage): Promise<Checked<Buffer> | null> {
  const tooLarge = refuseBudget('size of one request');
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return Promise.resolve(tooLarge);
  if (request.destroyed) return Promise.resolve(null);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => request.destroy(), BODY_MS);
    const end = (result: Checked<Buffer> | null) => {
      clearTimeout(timer);
      resolve(result);
    };
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) {
        chunks.push(chunk);
        return;
      }
      chunks.length = 0;
      request.pause();
      end(tooLarge);
    });
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      chunks.length = 0;
      end(accept(body));
    });
    request.on('close', () => {
      end(null);
    });
    request.on('error', () => {
      end(null);
    });
  });
}
