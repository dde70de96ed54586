import { openTurns } from '../../src/sandbox/frames.ts';
import { DEFAULT_LIMITS } from '../../src/sandbox/limits.ts';
import { bwrapUserns } from '../../src/sandbox/rungs/bwrap-userns.ts';
import { dangerouslyNone } from '../../src/sandbox/rungs/dangerously-none.ts';
import type { Exit, Limits, Rung } from '../../src/sandbox/sandbox.ts';
import { makeMountsRunning } from './mounts.ts';

export type Ran = {
  readonly exit: Exit;
  readonly out: string;
  readonly err: string;
  readonly directory: string;
};

/** Runs a Node program in OpenCode's place, in a sandbox or, as the control, without one. */
export async function runInside(
  where: Rung | 'sandbox' | 'none',
  source: string,
  { limits = {}, args = [] }: { limits?: Partial<Limits>; args?: readonly string[] } = {},
): Promise<Ran> {
  const rung = typeof where === 'object' ? where : where === 'sandbox' ? bwrapUserns : dangerouslyNone;
  const { mounts, directory, remove } = await makeMountsRunning(
    source,
    where === 'none' ? 'outside' : 'inside',
  );
  const turns = openTurns(rung.open(mounts, { ...DEFAULT_LIMITS, ...limits }).start());
  let [out, err] = ['', ''];
  try {
    const sinks = {
      onOut: (text: string) => void (out += text),
      onErr: (text: string) => void (err += text),
    };
    const exit = await turns.run({ args, stdin: '' }, sinks);
    return { exit, out, err, directory };
  } finally {
    await turns.close();
    remove();
  }
}
