import { GateError } from '../errors.ts';

/** As data each line takes some 300 bytes, and git packs a million empty ones into a few kilobytes. */
const MOST = 4_000_000;

/**
 * Counts the lines of what is going to be taken apart, before it is. Throws GateError `git-failed` when all that was
 * given to it together has more than fit into memory.
 */
export function limitLines(most: number = MOST): (text: string | Uint8Array) => void {
  let lines = 0;
  return (text) => {
    const next = typeof text === 'string' ? lineFeedsOf(text) : lineFeedsIn(text);
    for (let at = next(0); at >= 0; at = next(at + 1)) {
      lines += 1;
      if (lines > most) throw tooMany(most);
    }
  };
}

const lineFeedsOf = (text: string) => (from: number) => text.indexOf('\n', from);
const lineFeedsIn = (bytes: Uint8Array) => (from: number) => bytes.indexOf(0x0a, from);

function tooMany(most: number): GateError {
  return new GateError(
    'git-failed',
    `The change is too large: git describes it with more than ${most.toLocaleString('en')} lines. Split it into several.`,
  );
}
