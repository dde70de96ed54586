import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { emit } from './emit.ts';

export type Agent = { readonly program: string; readonly env: Readonly<Record<string, string | undefined>> };

type Exit = { readonly code: number | null; readonly signal: string | null };

/** Characters in one frame, so that a frame stays far below the parent's limit for a line. */
const CHUNK = 64 * 1024;

/**
 * Looks at the output after the program has ended; so many in a row that see nothing, and what still holds the pipe
 * open is something that was left behind. Looks and not a time: on a busy machine a second passes before the rest
 * of a long answer was even read.
 */
const LOOKS = 20;
const LOOK_MS = 50;

let running: ChildProcess | null = null;

/** Runs OpenCode once: text in, chunks of output as frames, its exit as the result. */
export async function runTurn(
  agent: Agent,
  { args, stdin }: { readonly args: readonly string[]; readonly stdin: string },
): Promise<Exit> {
  const child = spawn(agent.program, [...args], { env: agent.env, stdio: 'pipe' });
  running = child;
  const ended = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: 127, signal: null }));
  });
  // A program that does not read its input is judged by its output and its exit.
  child.stdin.on('error', () => undefined).end(stdin);
  const pumps = [pump(child.stdout, 'out'), pump(child.stderr, 'err')];
  const exit = await ended;
  await Promise.race([Promise.all(pumps.map((each) => each.closed)), silence(pumps)]);
  child.stdout.destroy();
  child.stderr.destroy();
  for (const each of pumps) await each.sent();
  running = null;
  return exit;
}

export function stopTurn(): void {
  running?.kill('SIGKILL');
}

type Pump = {
  readonly closed: Promise<unknown>;
  readonly sent: () => Promise<void>;
  /** Whether anything came, or was still being sent, since this was asked the last time. */
  readonly stirred: () => boolean;
};

async function silence(pumps: readonly Pump[]): Promise<void> {
  for (let quiet = 0; quiet < LOOKS; quiet += 1) {
    await sleep(LOOK_MS);
    if (pumps.filter((each) => each.stirred()).length > 0) quiet = 0;
  }
}

/** Pauses while a frame is under way, which holds the program back when the parent reads slowly. */
function pump(stream: Readable, name: 'out' | 'err'): Pump {
  let sending = Promise.resolve();
  let isSending = false;
  let came = false;
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    stream.pause();
    came = true;
    isSending = true;
    sending = send(name, text).then(() => {
      isSending = false;
      stream.resume();
    });
  });
  const stirred = () => {
    const answer = came || isSending;
    came = false;
    return answer;
  };
  return { closed: once(stream, 'close'), sent: () => sending, stirred };
}

async function send(name: 'out' | 'err', text: string): Promise<void> {
  for (let at = 0; at < text.length; at += CHUNK) await emit({ [name]: text.slice(at, at + CHUNK) });
}
