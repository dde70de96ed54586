import type { Dialect, Progress } from './dialect.ts';
import { estimateTokens, type Tokens } from './tokens.ts';

/** Counts what one answer used, while its bytes pass by. */
export type Meter = {
  push(chunk: Buffer): void;
  /** Whether the model said why it stopped, once all bytes are in. */
  isWhole(): boolean;
  /** Whether the tokens are the provider's own last count. */
  isCounted(): boolean;
  tokens(): Tokens;
};

/** A line of an event stream, or a whole JSON answer, over this size is counted by its bytes alone. */
const MAX_EVENT_BYTES = 4 * 1024 * 1024;

/**
 * Believes the provider's usage when it comes with the answer's end; else the larger of what it said so far and an
 * estimate: `inputTokens` for the request, the text in the answer for the output.
 */
export function openMeter(dialect: Dialect, stream: boolean, inputTokens: number): Meter {
  let progress: Progress = { tokens: null, isCounted: false, isEnded: false };
  let textBytes = 0;

  const take = (json: string) => {
    const event = parse(json);
    if (event === undefined) {
      textBytes += json.length;
      return;
    }
    if (MAY_COUNT.test(json)) progress = dialect.follow(event, progress);
    textBytes += bytesOfText(event);
  };
  const lines = openLines((line) => {
    if (!stream) take(line);
    else if (line.startsWith('data:') && !line.startsWith('data: [DONE]')) take(line.slice(5));
  }, stream);

  const finish = () => {
    // The last line is taken on the way and counts by itself.
    const tooLong = lines.end();
    textBytes += tooLong;
  };

  return {
    push(chunk) {
      lines.push(chunk);
    },
    isWhole() {
      finish();
      return progress.isEnded;
    },
    isCounted() {
      finish();
      return progress.isCounted;
    },
    tokens() {
      finish();
      const said = progress.tokens ?? { input: inputTokens, output: 0, cached: 0, written: 0 };
      return progress.isCounted
        ? said
        : { ...said, output: Math.max(said.output, estimateTokens(textBytes)) };
    },
  };
}

/** Cuts bytes into lines (or, when not a stream, into one); `end` answers how many bytes were too long for that. */
function openLines(take: (line: string) => void, stream: boolean) {
  let pending: Buffer[] = [];
  let size = 0;
  let tooLong = 0;

  const flush = () => {
    // Most lines lie within one chunk: a copy of each would be as much memory again as the whole answer.
    const [first] = pending;
    if (size > MAX_EVENT_BYTES) tooLong += size;
    else if (first !== undefined)
      take((pending.length === 1 ? first : Buffer.concat(pending)).toString('utf8').trimEnd());
    pending = [];
    size = 0;
  };
  const keep = (bytes: Buffer) => {
    if (bytes.length === 0) return;
    size += bytes.length;
    if (size <= MAX_EVENT_BYTES) pending.push(bytes);
    else pending = [];
  };
  return {
    push(chunk: Buffer) {
      let from = 0;
      for (let to = stream ? chunk.indexOf(10) : -1; to !== -1; to = chunk.indexOf(10, from)) {
        keep(chunk.subarray(from, to));
        flush();
        from = to + 1;
      }
      keep(chunk.subarray(from));
    },
    end() {
      flush();
      const bytes = tooLong;
      tooLong = 0;
      return bytes;
    },
  };
}

/**
 * What an event holds that says anything about usage or an end, in every protocol. Most of a stream is pieces of text,
 * and to look at each through a schema would cost more than all the rest.
 */
const MAY_COUNT =
  /usage(?!"\s*:\s*null)|(?:finish|stop)_?reason(?!"\s*:\s*null)|completed|incomplete|failed|error|message/iu;

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** The keys below which both protocols put what the model wrote. */
const WRITTEN = new Set(['choices', 'delta', 'content', 'content_block']);

/** Walks without recursion: the nesting is foreign. */
function bytesOfText(event: unknown): number {
  const open: { readonly value: unknown; readonly written: boolean }[] = [{ value: event, written: false }];
  let bytes = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, written } = next;
    if (typeof value === 'string' && written) bytes += Buffer.byteLength(value);
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, child] of Object.entries(value)) {
      open.push({ value: child, written: written || WRITTEN.has(key) });
    }
  }
  return bytes;
}
