import { GateError } from '../errors.ts';
import { type Frame, openChannel } from './channel.ts';
import type { Exit, SandboxProcess } from './sandbox.ts';

/** Bytes: of one turn's output and error text, and of one line of the channel. */
export type Caps = { readonly outBytes: number; readonly errBytes: number; readonly lineBytes: number };

export const DEFAULT_CAPS: Caps = {
  outBytes: 64 * 1024 * 1024,
  errBytes: 1024 * 1024,
  lineBytes: 4 * 1024 * 1024,
};

/** The text comes in pieces of any size, cut anywhere but inside a character. */
export type Sinks = { readonly onOut: (text: string) => void; readonly onErr: (text: string) => void };

export type Turns = {
  /**
   * Runs OpenCode once with these arguments and this standard input; one at a time. Rejects with GateError
   * `sandbox-failed` when the tree ended or spoke nonsense, `agent-output-limit` when a cap was reached, and with
   * the GateError that a sink throws; the tree is ended in each case.
   */
  run(input: { readonly args: readonly string[]; readonly stdin: string }, sinks: Sinks): Promise<Exit>;
  /** Ends the tree; safe at any time and more than once. */
  close(): Promise<void>;
};

/** How long the relay may take to be there, in milliseconds; it needs about 100. */
const READY_MS = 15_000;

type Running = { readonly sinks: Sinks; readonly resolve: (exit: Exit) => void; out: number; err: number };

/** Turns of one conversation in one sandboxed tree. */
export function openTurns(process: SandboxProcess, caps: Caps = DEFAULT_CAPS): Turns {
  let running: Running | null = null;
  let trouble: GateError | null = null;
  const waiting = new Set<(why: GateError) => void>();
  const fail = (why: GateError) => {
    trouble ??= why;
    running = null;
    for (const reject of waiting) reject(trouble);
    waiting.clear();
    process.kill().catch(() => undefined);
  };
  let isReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });
  const late = setTimeout(() => fail(notReady()), READY_MS);
  late.unref();
  const onFrame = (frame: Frame) => {
    if (trouble !== null) return;
    if ('ready' in frame) {
      clearTimeout(late);
      return isReady();
    }
    try {
      if (running === null) throw unasked();
      take(running, frame, caps);
      if ('exit' in frame) running = null;
    } catch (error) {
      fail(
        error instanceof GateError
          ? error
          : new GateError('internal', 'A reader of output failed.', { cause: error }),
      );
    }
  };
  const channel = openChannel(process, caps.lineBytes, { onFrame, onEnd: fail });
  /** Any wait ends when the tree does. */
  const orTrouble = <T>(work: Promise<T>) => {
    if (trouble !== null) return Promise.reject(trouble);
    return new Promise<T>((resolve, reject) => {
      waiting.add(reject);
      void work.then(resolve).then(() => waiting.delete(reject));
    });
  };
  return {
    run: async ({ args, stdin }, sinks) => {
      if (running !== null) throw new GateError('internal', 'Two turns at a time in one sandbox.');
      await orTrouble(ready);
      const exit = new Promise<Exit>((resolve) => {
        running = { sinks, resolve, out: 0, err: 0 };
      });
      channel.send({ args, stdin });
      return orTrouble(exit);
    },
    close: () => {
      clearTimeout(late);
      return process.kill();
    },
  };
}

/** Hands a frame to the turn that runs; what it throws ends the tree. */
function take(running: Running, frame: Frame, caps: Caps): void {
  if ('out' in frame) {
    running.out += Buffer.byteLength(frame.out);
    if (running.out > caps.outBytes) throw tooMuch('output', caps.outBytes);
    running.sinks.onOut(frame.out);
  } else if ('err' in frame) {
    running.err += Buffer.byteLength(frame.err);
    if (running.err > caps.errBytes) throw tooMuch('error output', caps.errBytes);
    running.sinks.onErr(frame.err);
  } else if ('exit' in frame) {
    running.resolve(frame.exit);
  } else {
    throw unasked();
  }
}

const tooMuch = (what: string, most: number) =>
  new GateError(
    'agent-output-limit',
    `OpenCode wrote more than ${most} bytes of ${what}; the run was ended.`,
  );

const unasked = () =>
  new GateError(
    'sandbox-failed',
    'The sandbox answered what nobody asked, so nothing of this run can be trusted.',
  );

const notReady = () =>
  new GateError('sandbox-failed', `The sandbox was not ready after ${READY_MS / 1000} s.`);
