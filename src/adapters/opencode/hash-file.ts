import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** SHA-256 of a file's bytes as lowercase hexadecimal; OpenCode's 185 MB take about 0.2 s. */
export async function hashFile(path: string, signal: AbortSignal): Promise<string> {
  const digest = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), digest, { signal });
  return digest.digest('hex');
}
