import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bwrapUserns } from '../../../src/sandbox/rungs/bwrap-userns.ts';
import { rootLaunch } from '../../../src/sandbox/rungs/root-launch.ts';
import type { Rung } from '../../../src/sandbox/sandbox.ts';
import { DIST } from '../../dist.ts';
import type { Defence, Lane } from '../case.ts';
import { NODE } from './bundles.ts';
import type { InsideRun } from './inside.ts';
import type { Place } from './place.ts';

/** What a gate in a process of its own is told; the file of it is the only argument of `gate-process.ts`. */
export type Job = {
  readonly defence: Defence;
  readonly lane: Lane;
  /** `lane`: the rung of the lane as it is; `auto`: what proves itself, and with the defence off what is left. */
  readonly rung: 'lane' | 'auto';
  readonly source: string;
  readonly args: readonly string[];
  readonly view?: string;
  /** Where the outcome is written. */
  readonly result: string;
};

/** What the program in OpenCode's place came to, or why it was not even started. */
export type Outcome = { readonly run?: InsideRun; readonly refused?: string };

export type ProcessOptions = Partial<Pick<Job, 'rung' | 'args' | 'view'>> & {
  readonly source: string;
  /** Variables that the gate is started with, as a step of a workflow is. */
  readonly env?: Readonly<Record<string, string>>;
  /** The command line that starts the gate's own. */
  readonly wrap?: readonly string[];
  /** Called when the gate is started, with what ends it. */
  readonly onStart?: (kill: () => void) => void;
};

/** Both streams as whoever started the gate got them; no outcome when it was killed. */
export type ProcessRun = Outcome & { readonly stdout: string; readonly stderr: string };

/** `runInside` by a gate in a process of its own: for what a process is born with, and for its death. */
export async function runInProcess(
  place: Place,
  defence: Defence,
  options: ProcessOptions,
): Promise<ProcessRun> {
  const directory = place.folder('gate');
  chmodSync(directory, 0o700);
  const { source, rung = 'lane', args = [], view, env = {}, wrap = [] } = options;
  const result = join(directory, 'result.json');
  const given = view === undefined ? {} : { view };
  const job: Job = { defence, lane: place.lane, rung, source, args, result, ...given };
  writeFileSync(join(directory, 'job.json'), JSON.stringify(job));
  const script = join(import.meta.dirname, 'gate-process.ts');
  const [program, ...rest] = [...wrap, NODE, script, join(directory, 'job.json')] as const;
  const child = spawn(program, rest, {
    cwd: '/',
    env: {
      PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: directory,
      TMPDIR: directory,
      GATE_DIST: DIST,
      ...env,
    },
    stdio: 'pipe',
  });
  place.after(() => child.kill('SIGKILL'));
  let [stdout, stderr] = ['', ''];
  child.stdin.on('error', () => undefined).end();
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString('latin1')));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('latin1')));
  options.onStart?.(() => void child.kill('SIGKILL'));
  await new Promise((resolve, reject) => child.once('exit', resolve).once('error', reject));
  const outcome = existsSync(result) ? (JSON.parse(readFileSync(result, 'utf8')) as Outcome) : {};
  return { ...outcome, stdout, stderr };
}

/** What the program wrote as JSON; throws when it did not come to that. */
export function reportOf({ out, err, exit }: InsideRun): unknown {
  try {
    return JSON.parse(out);
  } catch {
    throw new Error(`No report (${JSON.stringify(exit)}): ${`${out}${err}`.slice(-800)}`);
  }
}

/** The report of a gate's program that was started; throws when it was not. */
export function startedIn({ run, refused, stderr }: ProcessRun): InsideRun {
  if (run === undefined) throw new Error(`Nothing was started: ${refused ?? stderr.slice(-800)}`);
  return run;
}

/** The strongest way for whoever a lane runs as. */
export const rungOf = (lane: Lane): Rung => (lane === 'root' ? rootLaunch : bwrapUserns);

/** The same place with folders that nobody else can enter, as the gate's own are; a root's sandbox asks for that. */
export function privately<P extends Place>(place: P): P {
  return {
    ...place,
    folder(name: string) {
      const path = place.folder(name);
      chmodSync(path, 0o700);
      return path;
    },
  };
}
