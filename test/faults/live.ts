import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A run that is under way, for what is done to it meanwhile. */
export type Live = {
  readonly cli: ChildProcess;
  /** Resolves when the scripted model was asked for the first time. */
  readonly asked: () => Promise<void>;
  /** The process of the run whose command line matches, as soon as there is one. */
  readonly find: (command: RegExp) => Promise<number>;
  /** Marks the moment from which the end of the run is timed. */
  readonly clock: () => void;
};

export type Seen = { readonly pid: number; readonly command: string };

/** Every process of this machine that shows the mark: in its command line, its directory, or what is mounted for it. */
export function processesOf(mark: string): readonly Seen[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/u.test(name) || Number(name) === process.pid) return [];
    const command = textOf(`/proc/${name}/cmdline`).replaceAll('\0', ' ').trim();
    const shown = [command, linkOf(`/proc/${name}/cwd`), textOf(`/proc/${name}/mountinfo`)];
    return shown.some((text) => text.includes(mark)) ? [{ pid: Number(name), command }] : [];
  });
}

/** What is left of a run after a moment: the kernel needs one to bury the dead. */
export async function survivorsOf(mark: string): Promise<readonly Seen[]> {
  for (const end = performance.now() + 3_000; performance.now() < end; await sleep(20)) {
    if (processesOf(mark).length === 0) return [];
  }
  return processesOf(mark);
}

export async function findProcess(mark: string, command: RegExp): Promise<number> {
  for (const end = performance.now() + 30_000; performance.now() < end; await sleep(10)) {
    const found = processesOf(mark).find((each) => command.test(each.command));
    if (found !== undefined) return found.pid;
  }
  throw new Error(`no process of the run matches ${command}`);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
