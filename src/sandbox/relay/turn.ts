import { type ChildProcess, spawn } from 'node:child_process';
import { emit } from './emit.ts';
import { followFile } from './follow.ts';

export type Agent = { readonly program: string; readonly env: Readonly<Record<string, string | undefined>> };

type Exit = { readonly code: number | null; readonly signal: string | null };

let running: ChildProcess | null = null;

/** Runs OpenCode once: text in, chunks of output as frames, its exit as the result. */
export async function runTurn(
  agent: Agent,
  { args, stdin }: { readonly args: readonly string[]; readonly stdin: string },
): Promise<Exit> {
  const out = followFile((text) => emit({ out: text }), stopTurn);
  const err = followFile((text) => emit({ err: text }), stopTurn);
  const child = spawn(agent.program, [...args], {
    env: agent.env,
    stdio: ['pipe', out.descriptor, err.descriptor],
  });
  running = child;
  const ended = new Promise<Exit>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', () => resolve({ code: 127, signal: null }));
  });
  // A program that does not read its input is judged by its output and its exit.
  child.stdin?.on('error', () => undefined).end(stdin);
  await Promise.all([out.follow(ended), err.follow(ended)]);
  running = null;
  return ended;
}

export function stopTurn(): void {
  running?.kill('SIGKILL');
}
