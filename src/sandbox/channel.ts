import { z } from 'zod';
import { GateError } from '../errors.ts';
import type { SandboxProcess } from './sandbox.ts';

/** One line from the sandbox. Whoever runs inside can have written it. */
export type Frame = z.infer<typeof FRAME>;

const FRAME = z.union([
  z.strictObject({ ready: z.literal(true) }),
  z.strictObject({ out: z.string().min(1) }),
  z.strictObject({ err: z.string().min(1) }),
  z.strictObject({
    exit: z.strictObject({
      code: z.int().min(0).max(255).nullable(),
      signal: z
        .string()
        .regex(/^SIG[A-Z0-9]{1,12}$/)
        .nullable(),
    }),
  }),
  z.strictObject({ probe: z.unknown() }),
]);

export type Channel = {
  /** Sends one instruction to the relay; when the tree is dead, `onEnd` tells. */
  send(instruction: object): void;
};

export type Listener = {
  readonly onFrame: (frame: Frame) => void;
  /** Called once: the stream ended, or what came was no frame. No frame comes after it. */
  readonly onEnd: (why: GateError) => void;
};

/** Speaks JSON Lines with the relay. `lineBytes` bounds what is ever held of one line. */
export function openChannel(process: SandboxProcess, lineBytes: number, listener: Listener): Channel {
  let over = false;
  const end = (why: GateError) => {
    if (!over) listener.onEnd(why);
    over = true;
  };
  const split = splitLines(lineBytes);
  process.stdout.on('data', (chunk: Buffer) => {
    for (const line of split(chunk)) {
      if (over) return;
      const frame = line === TOO_LONG ? null : parseFrame(line);
      if (frame !== null) listener.onFrame(frame);
      else end(line === TOO_LONG ? tooLong(lineBytes) : noFrame());
    }
  });
  const said = firstWords(process);
  process.stdout.once('close', () => {
    // A root without its output is over, whatever it still does.
    process.kill().then(
      async () => end(ended(await process.exited, said())),
      (error: unknown) => end(error instanceof GateError ? error : noFrame()),
    );
  });
  return { send: (instruction) => void process.stdin.write(`${JSON.stringify(instruction)}\n`) };
}

const TOO_LONG = Symbol('too long');

/** Chunks → whole lines; what is held between two chunks never exceeds `most` and one chunk. */
function splitLines(most: number): (chunk: Buffer) => Iterable<Buffer | typeof TOO_LONG> {
  let held: Buffer[] = [];
  let bytes = 0;
  return function* (chunk) {
    let at = 0;
    for (let stop = chunk.indexOf(10); stop !== -1; stop = chunk.indexOf(10, at)) {
      yield bytes + stop - at > most ? TOO_LONG : Buffer.concat([...held, chunk.subarray(at, stop)]);
      held = [];
      bytes = 0;
      at = stop + 1;
    }
    bytes += chunk.length - at;
    if (bytes > most) yield TOO_LONG;
    else held.push(chunk.subarray(at));
  };
}

function parseFrame(line: Buffer): Frame | null {
  try {
    const value: unknown = JSON.parse(line.toString('utf8'));
    return FRAME.safeParse(value).data ?? null;
  } catch {
    return null;
  }
}

/** The start of the tree's standard error, where bwrap says why it could not start; the rest is read and dropped. */
function firstWords(process: SandboxProcess): () => string {
  let words = '';
  process.stderr.setEncoding('latin1').on('data', (text: string) => {
    if (words.length < 300) words += text.slice(0, 300);
  });
  return () => words;
}

const noFrame = () =>
  new GateError(
    'sandbox-failed',
    'The sandbox sent a line that is no frame, so nothing of this run can be trusted.',
  );

const tooLong = (most: number) =>
  new GateError(
    'agent-output-limit',
    `The sandbox sent a line of more than ${most} bytes; the run was ended.`,
  );

/** `words` is foreign: only what cannot mean anything to a log, a shell or Markdown is kept of it. */
function ended({ code, signal }: { code: number | null; signal: string | null }, words: string): GateError {
  const plain = words
    .replace(/[^A-Za-z0-9.,/'()-]+/g, ' ')
    .trim()
    .slice(0, 200);
  const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
  return new GateError(
    'sandbox-failed',
    `The sandbox ended before its work did (${how})${plain === '' ? '.' : `: ${plain}`}`,
  );
}
