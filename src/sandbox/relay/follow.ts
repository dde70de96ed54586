import { randomUUID } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as sleep } from 'node:timers/promises';

/** Bytes of one reading; a frame with them stays far below the parent's limit for a line. */
const CHUNK = 64 * 1024;
const POLL_MS = 10;
/** More than the parent reads of one turn; where no sandbox limits the size of a file, this does. */
const MOST_BYTES = 72 * 1024 * 1024;

export type Followed = {
  /** To be handed to the program as its standard output or standard error. */
  readonly descriptor: number;
  /** Resolves when everything that was written before `ended` has been sent. */
  follow(ended: Promise<unknown>): Promise<void>;
};

/**
 * What a program writes, as a file without a name. OpenCode ends with `process.exit`, which loses whatever a
 * pipe had no room for yet: a long answer would arrive cut off. What is written to a file is there.
 */
export function followFile(send: (text: string) => Promise<void>, tooMuch: () => void): Followed {
  const { O_RDWR, O_CREAT, O_EXCL, O_APPEND } = constants;
  const path = join(tmpdir(), `out-${randomUUID()}`);
  const descriptor = openSync(path, O_RDWR | O_CREAT | O_EXCL | O_APPEND, 0o600);
  unlinkSync(path);
  const decoder = new StringDecoder('utf8');
  const buffer = Buffer.alloc(CHUNK);
  let at = 0;
  return {
    descriptor,
    async follow(ended) {
      let isOver = false;
      const over = ended.then(() => (isOver = true));
      for (;;) {
        const isLast = isOver;
        const count = readSync(descriptor, buffer, 0, CHUNK, at);
        at += count;
        if (count > 0) await send(decoder.write(buffer.subarray(0, count)));
        else if (isLast) break;
        else await Promise.race([over, sleep(POLL_MS)]);
        if (!isOver && fstatSync(descriptor).size > MOST_BYTES) tooMuch();
      }
      const rest = decoder.end();
      if (rest !== '') await send(rest);
      closeSync(descriptor);
    },
  };
}
