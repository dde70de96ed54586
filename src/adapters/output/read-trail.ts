import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { GateError } from '../../errors.ts';
import { openDigest, type TrailDigest } from '../../trail/digest.ts';
import { parseTrailLine } from '../../trail/parse-line.ts';
import { errorCodeOf } from './write-stream.ts';

const BUFFER_BYTES = 256 * 1024;
/** UTF-16 units of one line; the longest that the gate writes is far below. */
const LINE_UNITS = 256 * 1024;

/** Reads a trail file of any size in bounded memory. Throws GateError `usage` when it cannot be read. */
export async function readTrail(path: string): Promise<TrailDigest> {
  try {
    return await digestFile(path);
  } catch (cause) {
    if (cause instanceof GateError) throw cause;
    throw new GateError(
      'usage',
      `The trail cannot be read (${errorCodeOf(cause)}). Name the file of one run.`,
      { cause },
    );
  }
}

async function digestFile(path: string): Promise<TrailDigest> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!(await file.stat()).isFile()) throw new GateError('usage', 'The trail is no regular file.');
    const digest = openDigest();
    const lines = splitter((line) => digest.add(line === null ? { is: 'broken' } : parseTrailLine(line)));
    const decoder = new StringDecoder('utf8');
    const buffer = Buffer.allocUnsafe(BUFFER_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, BUFFER_BYTES);
      if (bytesRead === 0) break;
      lines.push(decoder.write(buffer.subarray(0, bytesRead)));
    }
    return digest.finish(lines.finish(decoder.end()));
  } finally {
    await file.close();
  }
}

/** Whole lines, null for one that is too long; the last one may lack its end. */
function splitter(take: (line: string | null) => void) {
  let held = '';
  let isTooLong = false;
  const hold = (piece: string) => {
    if (held.length + piece.length > LINE_UNITS) isTooLong = true;
    held = isTooLong ? '' : held + piece;
  };
  const end = () => {
    if (isTooLong) take(null);
    else if (held.trim() !== '') take(held);
    held = '';
    isTooLong = false;
  };
  return {
    push(text: string): void {
      const [first = '', ...more] = text.split('\n');
      hold(first);
      for (const next of more) {
        end();
        hold(next);
      }
    },
    /** Whether the last line had no end. */
    finish(rest: string): boolean {
      hold(rest);
      const isCutOff = isTooLong || held.trim() !== '';
      end();
      return isCutOff;
    },
  };
}
