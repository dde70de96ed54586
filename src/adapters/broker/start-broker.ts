import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Broker, BrokerEvent, BrokerSettings } from '../../broker/broker.ts';
import { isKey, renderSettings, SOCKET_BYTES } from '../../broker/settings.ts';
import { GateError, type Reason } from '../../errors.ts';
import type { Trail } from '../../trail/event.ts';
import { judgeCalls } from './judge-calls.ts';
import { parseBrokerEvent } from './parse-event.ts';
import { sumUsage } from './sum-usage.ts';

export type BrokerStart = {
  /** The broker's bundle. */
  readonly bundle: string;
  /** The Node executable that runs it. */
  readonly node: string;
  /** A directory of mode 0700 in which the socket is made. */
  readonly directory: string;
  readonly settings: Omit<BrokerSettings, 'socket' | 'token'>;
  readonly trail: Trail;
};

/** What the broker's own exit codes mean. */
const EXITS: Readonly<Record<number, string>> = {
  64: 'did not accept its settings',
  65: 'could not open its socket',
  70: 'failed',
};

/** Of Node: memory is given back early (src/broker/give-back.ts), at no cost that anyone would notice at a model's speed. */
export const BROKER_FLAGS: readonly string[] = [
  '--max-semi-space-size=1',
  '--optimize-for-size',
  '--expose-gc',
];

const READY_MS = 15_000;
const CLOSE_MS = 2_000;

/**
 * Starts the process that holds the key: empty environment, key by pipe, a token of its own for each run. Throws
 * GateError `input-invalid` for a key that is none, and `broker-failed` when the process does not come up.
 */
export async function startBroker(start: BrokerStart): Promise<Broker> {
  if (!isKey(start.settings.key)) {
    throw new GateError(
      'input-invalid',
      'The model key must be one line of printable ASCII without spaces; check the secret for line breaks.',
    );
  }
  const token = randomBytes(32).toString('hex');
  const socket = join(start.directory, 'broker.sock');
  if (Buffer.byteLength(socket) > SOCKET_BYTES) {
    throw new GateError(
      'state-unwritable',
      'The path of the directory for temporary files is too long for a socket in it. Set TMPDIR to a shorter one.',
    );
  }
  const judge = judgeCalls();
  const usage = sumUsage(start.settings.price !== null);
  let answered = 0;
  const process = runBroker(start, (event) => {
    if (event.kind === 'ready') return;
    const { kind: _kind, ...call } = event;
    start.trail.record({ kind: 'model-call', ...call });
    judge.add(event);
    usage.add(event);
    if (event.decision === 'forwarded') answered += 1;
  });
  process.write(renderSettings({ ...start.settings, socket, token }));
  await process.ready();
  const trouble = () => {
    const calls = judge.trouble();
    return calls?.code === 'tampered' ? calls : (process.trouble() ?? calls);
  };
  const close = async () => {
    await process.close();
    await rm(socket, { force: true });
  };
  const { lost } = process;
  return { socket, token, usage: () => usage.sum(), answered: () => answered, lost, trouble, close };
}

/** The process as a source of events, with its two ends. */
function runBroker({ node, bundle, directory }: BrokerStart, take: (event: BrokerEvent) => void) {
  const child = spawn(node, [...BROKER_FLAGS, bundle], {
    cwd: directory,
    env: {},
    // A group of its own: an interrupt at the terminal must not end it before the run is settled.
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let settle = (_ready: boolean): void => undefined;
  const isReady = new Promise<boolean>((resolve) => {
    settle = resolve;
  });
  let closing = false;
  let fault: Reason | null = null;
  let lose = (_why: Reason): void => undefined;
  const lost = new Promise<Reason>((resolve) => {
    lose = resolve;
  });
  const fail = (what: string) => {
    if (!closing) fault ??= brokerFailed(what);
    if (fault !== null) lose(fault);
    settle(false);
  };

  child.on('error', () => fail('could not be started'));
  child.on('exit', (code) => fail(EXITS[code ?? 0] ?? 'ended before the run did'));
  child.stdin.on('error', () => fail('closed its input'));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const event = parseBrokerEvent(line);
    if (event === null) fail('said something unexpected');
    else if (event.kind === 'ready') settle(true);
    else take(event);
  });
  const closed = new Promise<void>((resolve) => {
    child.on('close', resolve);
    child.on('error', () => resolve());
  });
  const close = async () => {
    closing = true;
    child.stdin.end();
    const timer = setTimeout(() => killGroup(child), CLOSE_MS);
    await closed;
    clearTimeout(timer);
  };

  return {
    write: (text: string) => child.stdin.write(text),
    trouble: () => fault,
    lost,
    close,
    async ready() {
      const timer = setTimeout(() => fail('did not start in time'), READY_MS);
      const came = await isReady;
      clearTimeout(timer);
      if (came) return;
      killGroup(child);
      await close();
      const { message } = fault ?? brokerFailed('did not start');
      throw new GateError('broker-failed', message);
    },
  };
}

function brokerFailed(what: string): Reason {
  return {
    code: 'broker-failed',
    message: `The process that holds the model's key ${what}. Run the job again; if it happens again, please report it.`,
  };
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended already, which is what was wanted.
  }
}
