import { execa } from 'execa';
import { showPath } from '../../change/path.ts';
import { GateError } from '../../errors.ts';
import { environment, SETTINGS } from './git-settings.ts';

export type GitCall = {
  /** The GIT_DIR: one of ours, see store.ts. */
  readonly directory: string;
  readonly args: readonly string[];
  readonly stdin?: Uint8Array;
  /** Added to the fixed environment of this one process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds until the process and its children are killed. */
  readonly timeout?: number;
};

export type GitExit = { readonly code: number; readonly stdout: Buffer; readonly stderr: string };

/** Starts git, and nothing else, with a fixed environment and fixed settings. */
export type Git = {
  /** Exit codes are data; throws GateError `git-failed` only when the process cannot run, hangs or floods us. */
  run(call: GitCall): Promise<GitExit>;
  /** Standard output of a call that must succeed. */
  read(call: GitCall): Promise<Buffer>;
  /** Standard output as it comes; leaving the loop early ends the process. Throws at the end unless it succeeded. */
  stream(call: GitCall): AsyncGenerator<Buffer>;
  /** Ends every process that still runs. */
  kill(): void;
};

/** `home` is an empty private directory: git's working directory and HOME, never inside a tree. */
export function gitProcess(executable: string, home: string): Git {
  const running = new Set<ReturnType<typeof start>>();

  function start(call: GitCall, keepsOutput: boolean) {
    const child = execa(executable, [...SETTINGS, ...call.args], {
      ...OPTIONS,
      buffer: { stdout: keepsOutput, stderr: true },
      cwd: home,
      env: { ...environment(home), ...call.env, GIT_DIR: call.directory },
      input: call.stdin ?? NOTHING,
      timeout: call.timeout ?? TIMEOUT_MS,
    });
    running.add(child);
    void child.finally(() => running.delete(child));
    return child;
  }

  async function* stream(call: GitCall): AsyncGenerator<Buffer> {
    const child = start(call, false);
    try {
      for await (const chunk of child.iterable({ binary: true })) yield Buffer.from(chunk);
      const { code, stderr } = exitOf(call, await child);
      if (code !== 0) throw failure(call, code, stderr);
    } finally {
      child.kill();
      await child;
    }
  }

  const run = async (call: GitCall) => exitOf(call, await start(call, true));

  async function read(call: GitCall): Promise<Buffer> {
    const { code, stdout, stderr } = await run(call);
    if (code !== 0) throw failure(call, code, stderr);
    return stdout;
  }

  return { run, read, stream, kill: () => running.forEach((child) => child.kill()) };
}

const TIMEOUT_MS = 180_000;
const MAX_STDOUT_BYTES = 384 * 1024 * 1024;
const MAX_STDERR_LENGTH = 4096;
const NOTHING = new Uint8Array();

/** The environment is complete as given; what git starts itself (the transport of a fetch) ends with it. */
const OPTIONS = {
  extendEnv: false,
  encoding: 'buffer',
  stripFinalNewline: false,
  maxBuffer: { stdout: MAX_STDOUT_BYTES, stderr: MAX_STDOUT_BYTES },
  reject: false,
  killSignal: 'SIGKILL',
  killDescendants: true,
} as const;

/** The part of execa's result that is read here. */
type Ended = {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly timedOut: boolean;
  readonly isMaxBuffer: boolean;
  readonly stdout: Uint8Array | undefined;
  readonly stderr: Uint8Array | undefined;
};

function exitOf(call: GitCall, result: Ended): GitExit {
  const { exitCode, isMaxBuffer, timedOut, stdout, stderr } = result;
  if (timedOut) throw new GateError('git-failed', `git ${nameOf(call)} took too long and was stopped.`);
  if (isMaxBuffer) {
    throw new GateError(
      'git-failed',
      'The change is too large: git describes it with more than 384 MiB. Split it into several.',
    );
  }
  if (exitCode === undefined && result.signal === undefined) {
    throw new GateError('git-failed', 'git could not be started.', { cause: result });
  }
  return {
    code: exitCode ?? 128,
    stdout: bytesOf(stdout),
    stderr: bytesOf(stderr).subarray(0, MAX_STDERR_LENGTH).toString('latin1'),
  };
}

function bytesOf(output: Uint8Array | undefined): Buffer {
  return output === undefined
    ? Buffer.alloc(0)
    : Buffer.from(output.buffer, output.byteOffset, output.byteLength);
}

function failure(call: GitCall, code: number, stderr: string): GateError {
  return new GateError('git-failed', `git ${nameOf(call)} failed with exit code ${code}${saidBy(stderr)}.`);
}

/** Git's own words, on one line and without credentials that an address may hold. */
export function saidBy(stderr: string): string {
  const line = stderr.trim().split('\n').at(-1) ?? '';
  const text = line.replace(/\/\/[^/@\s]*@/g, '//').replace(/\.$/, '');
  return text === '' ? '' : ` (${showPath(text.slice(0, 300))})`;
}

function nameOf(call: GitCall): string {
  return call.args.find((arg) => /^[a-z][a-z-]+$/.test(arg)) ?? 'command';
}
