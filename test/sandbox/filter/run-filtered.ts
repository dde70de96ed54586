import { openTurns } from '../../../src/sandbox/frames.ts';
import { DEFAULT_LIMITS } from '../../../src/sandbox/limits.ts';
import { openBwrap } from '../../../src/sandbox/rungs/bwrap-userns.ts';
import { readMachine } from '../../../src/sandbox/rungs/machine.ts';
import { parseResults } from '../../../src/sandbox/self-test/caller.ts';
import { makeMountsRunning } from '../mounts.ts';

export type Filter = 'with' | 'without';

/** Takes the filter away from bwrap's options, and nothing else. */
export function withoutFilter(options: readonly string[]): readonly string[] {
  const at = options.indexOf('--seccomp');
  if (at === -1) throw new Error('there is no filter to take away');
  return options.toSpliced(at, 2);
}

/** Runs a Node program in OpenCode's place in the sandbox, with its filter or, as the control, without. */
export async function runFiltered(filter: Filter, source: string, args: readonly string[] = []) {
  const { mounts, remove } = await makeMountsRunning(source);
  const vary = filter === 'with' ? undefined : withoutFilter;
  const turns = openTurns(openBwrap(readMachine(), mounts, DEFAULT_LIMITS, vary).start());
  let [out, err] = ['', ''];
  try {
    const sinks = {
      onOut: (text: string) => void (out += text),
      onErr: (text: string) => void (err += text),
    };
    const exit = await turns.run({ args, stdin: '' }, sinks);
    return { exit, out, err };
  } finally {
    await turns.close();
    remove();
  }
}

/** Runs an executable inside, and says what its calls returned and how it ended. */
export async function callFiltered(filter: Filter, executable: Buffer) {
  const { out, err } = await runFiltered(filter, CALLER, [executable.toString('base64')]);
  const { hex, signal, why } = JSON.parse(out || JSON.stringify({ why: err })) as Record<string, string>;
  if (why) throw new Error(why);
  return { results: parseResults(Buffer.from(hex ?? '', 'hex')), signal };
}

const CALLER = `
const { spawnSync } = require('node:child_process');
require('node:fs').writeFileSync('/tmp/calls', Buffer.from(process.argv[2], 'base64'), { mode: 0o700 });
const { stdout, signal, error } = spawnSync('/tmp/calls', { encoding: 'hex' });
console.log(JSON.stringify({ hex: stdout, signal, why: error?.message }));`;
