import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { openTurns } from '../../../src/sandbox/frames.ts';
import { DEFAULT_LIMITS } from '../../../src/sandbox/limits.ts';
import { bwrapUserns } from '../../../src/sandbox/rungs/bwrap-userns.ts';
import { dangerouslyNone } from '../../../src/sandbox/rungs/dangerously-none.ts';
import type { Exit, Limits, Mounts } from '../../../src/sandbox/sandbox.ts';
import type { Defence } from '../case.ts';
import { NODE, RELAY, RIPGREP } from './bundles.ts';
import type { Place } from './place.ts';

export type InsideOptions = {
  /** The program that OpenCode was replaced by: CommonJS for Node. Its first argument is the view as it sees it. */
  readonly source: string;
  readonly args?: readonly string[];
  /** The view's directory; a folder with one file when absent. */
  readonly view?: string;
  readonly limits?: Partial<Limits>;
  /** Rungs other than the plain one. */
  readonly rung?: typeof bwrapUserns;
};

export type InsideRun = { readonly exit: Exit; readonly out: string; readonly err: string };

/**
 * Code of the attacker's in OpenCode's place, which is the most that a hijacked agent can come to: in the sandbox, or
 * with the defence off in the same process tree without one.
 */
export async function runInside(place: Place, defence: Defence, options: InsideOptions): Promise<InsideRun> {
  const rung = defence === 'off' ? dangerouslyNone : (options.rung ?? bwrapUserns);
  const mounts = await mountsFor(place, defence, options);
  const sandbox = rung.open(mounts, { ...DEFAULT_LIMITS, ...options.limits });
  const turns = openTurns(sandbox.start());
  place.after(() => turns.close());
  let [out, err] = ['', ''];
  const sinks = {
    onOut: (text: string) => void (out += text),
    onErr: (text: string) => void (err += text),
  };
  try {
    const args = [sandbox.inside.view, ...(options.args ?? [])];
    return { exit: await turns.run({ args, stdin: '' }, sinks), out, err };
  } finally {
    await turns.close();
  }
}

/** The mounts of `runInside`, with the program in the place of OpenCode. */
export async function mountsFor(place: Place, defence: Defence, options: InsideOptions): Promise<Mounts> {
  const directory = place.folder('mounts');
  const path = (name: string) => join(directory, name);
  const node = defence === 'off' ? NODE : '/opt/gate/node';
  writeFileSync(path('opencode'), `#!${node}\n${options.source}\n`, { mode: 0o755 });
  writeFileSync(path('opencode.json'), '{}');
  mkdirSync(path('view'));
  writeFileSync(path('view/file.txt'), 'a line of the change\n');
  const broker = createServer((socket) => socket.on('error', () => undefined).destroy());
  await new Promise<void>((resolve) => broker.listen(path('broker.sock'), resolve));
  place.after(() => broker.close());
  return {
    view: options.view ?? path('view'),
    config: path('opencode.json'),
    brokerSocket: path('broker.sock'),
    opencode: path('opencode'),
    ripgrep: RIPGREP,
    node: NODE,
    relay: RELAY,
  };
}
