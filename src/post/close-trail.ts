import { closeSync, constants, fstatSync, ftruncateSync, openSync, readSync } from 'node:fs';
import { writeStream } from '../adapters/output/write-stream.ts';
import type { Reason } from '../errors.ts';
import { json } from '../report/escape/json.ts';
import type { TrailEvent } from '../trail/event.ts';

const FLAGS = constants.O_RDWR | constants.O_APPEND | constants.O_NOFOLLOW | constants.O_NONBLOCK;
/** An event is far shorter. */
const TAIL_BYTES = 256 * 1024;

/**
 * Ends the trail of a run that could not do it itself with its verdict. A line that was cut off is taken away, so that
 * every line is whole. Throws when there is no such file of ours.
 */
export function closeTrail(path: string, reason: Reason): void {
  const fd = openSync(path, FLAGS);
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile() || stat.uid !== process.geteuid?.()) return;
    ftruncateSync(fd, endOfLines(fd, stat.size));
    const event: TrailEvent = { kind: 'verdict', verdict: 'inconclusive', reasons: [reason] };
    writeStream(fd, `${json({ t: new Date().toISOString(), ...event })}\n`, 'state-unwritable');
  } finally {
    closeSync(fd);
  }
}

/** Where the last whole line ends. */
function endOfLines(fd: number, size: number): number {
  const from = Math.max(0, size - TAIL_BYTES);
  const tail = Buffer.alloc(size - from);
  const count = readSync(fd, tail, 0, tail.length, from);
  const last = tail.subarray(0, count).lastIndexOf(0x0a);
  return last < 0 ? (from === 0 ? 0 : size) : from + last + 1;
}
