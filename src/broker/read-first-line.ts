import type { Readable } from 'node:stream';

/** Far above any settings; more without a line end is no settings. */
const MAX_BYTES = 1024 * 1024;

/**
 * Reads up to the first line end and leaves the stream flowing, so that its end is noticed: `onEnd` is called when it
 * comes. Answers the empty string for a line that is too long.
 */
export function readFirstLine(input: Readable, onEnd: () => void): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    let done = false;
    input.setEncoding('utf8');
    input.on('data', (chunk: string) => {
      if (done) return;
      text += chunk;
      const end = text.indexOf('\n');
      if (end === -1 && text.length < MAX_BYTES) return;
      done = true;
      resolve(end === -1 ? '' : text.slice(0, end));
      text = '';
    });
    input.on('end', onEnd);
    input.on('error', onEnd);
    input.on('close', onEnd);
  });
}
