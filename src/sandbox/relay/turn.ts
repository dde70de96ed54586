import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { emit } from './emit.ts';

export type Agent = { readonly program: string; readonly env: Readonly<Record<string, string | undefined>> };

type Exit = { readonly code: number | null; readonly signal: string | null };

/** Characters in one frame, so that a frame stays far below the parent's limit for a line. */
const CHUNK = 64 * 1024;

/** How long output is still read after the program has ended, when something it left behind holds the pipe. */
const REST_MS = 1_000;

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
  await Promise.race([Promise.all(pumps.map((each) => each.closed)), sleep(REST_MS)]);
  child.stdout.destroy();
  child.stderr.destroy();
  for (const each of pumps) await each.sent();
  running = null;
  return exit;
}

export function stopTurn(): void {
  running?.kill('SIGKILL');
}

type Pump = { readonly closed: Promise<unknown>; readonly sent: () => Promise<void> };

/** Pauses while a frame is under way, which holds the program back when the parent reads slowly. */
function pump(stream: Readable, name: 'out' | 'err'): Pump {
  let sending = Promise.resolve();
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    stream.pause();
    sending = send(name, text).then(() => void stream.resume());
  });
  return { closed: once(stream, 'close'), sent: () => sending };
}

async function send(name: 'out' | 'err', text: string): Promise<void> {
  for (let at = 0; at < text.length; at += CHUNK) await emit({ [name]: text.slice(at, at + CHUNK) });
}
