import type { Broker } from '../../broker/broker.ts';
import { GateError, type Reason } from '../../errors.ts';
import type { Agent, AgentSession, Settled } from '../../ports.ts';
import type { Permission } from '../../review/agent-config.ts';
import type { Trail } from '../../trail/event.ts';
import { findOpencode } from './find-opencode.ts';
import { openSession } from './open-session.ts';
import { CALL_MS, type Prepared, prepareRun } from './prepare-run.ts';

export type OpencodeAgentOptions = {
  readonly inputs: {
    readonly model: string;
    readonly 'base-url': string;
    readonly 'ca-file'?: string;
    readonly proxy?: string;
    readonly review: 'required' | 'off';
    readonly sandbox: string;
    readonly 'opencode-path': string;
    /** Null leaves the time to the policy. */
    readonly 'timeout-minutes': number | null;
  };
  readonly apiKey: string;
  readonly trail: Trail;
  /** A private directory that may be filled; whoever made it removes it. */
  readonly state: string;
  /** Where the bundles of the broker and the relay lie. */
  readonly dist: string;
  /** Milliseconds of silence after which a turn is stopped. */
  readonly idleMs?: number;
  /** Where executables are kept between runs. */
  readonly cache?: string;
  /** For tests of a hijacked agent only: what it may do instead of the reviewer's permissions. */
  readonly permission?: Permission;
  /** For the same tests: the tools that the broker lets such an agent offer to its model. */
  readonly tools?: readonly string[];
};

/** Longer than any model call may take: what is silent for longer does not wait for a model. */
const IDLE_MS = CALL_MS + 30_000;

/**
 * OpenCode in a proven sandbox with a broker beside it. Returns at once; finding, installing and hashing the
 * executables begins in the background, and what goes wrong there is told by `prepare`.
 */
export function opencodeAgent(options: OpencodeAgentOptions): Agent {
  const { inputs, trail } = options;
  const stop = new AbortController();
  const executables = begin(options, stop.signal);
  const sessions = new Set<AgentSession>();
  let broker: Broker | null = null;
  let endsAt = 0;
  let reports = 0;
  let preparing: Promise<Prepared> | null = null;

  const closeSessions = async () => {
    await Promise.allSettled([...sessions].map((session) => session.close()));
  };

  return {
    async prepare(view, terms) {
      if (stop.signal.aborted) throw closed();
      const totalMs = Math.ceil((inputs['timeout-minutes'] ?? terms.limits.minutes) * 60_000);
      endsAt = Date.now() + totalMs;
      const opened = (started: Broker) => {
        broker = started;
      };
      preparing ??= prepareRun(
        { ...options, totalMs, executables, opened, signal: stop.signal },
        view,
        terms,
      );
      await preparing;
    },
    async open(bundle) {
      const prepared = await (preparing ?? Promise.reject(closed()));
      if (stop.signal.aborted) throw closed();
      const limits = { idleMs: options.idleMs ?? IDLE_MS, endsAt };
      const session = openSession({ ...prepared, bundle, limits, trail });
      sessions.add(session);
      return {
        ...session,
        async ask(text) {
          const turn = await session.ask(text);
          if (turn.outcome === 'answered') reports += 1;
          return turn;
        },
      };
    },
    async settle(): Promise<Settled> {
      await closeSessions();
      await broker?.close();
      const trouble = broker?.trouble() ?? (reports > 0 && broker?.answered() === 0 ? MADE_UP : null);
      return { usage: broker?.usage() ?? NO_USAGE, trouble };
    },
    async close() {
      stop.abort();
      await closeSessions();
      await preparing?.catch(() => undefined);
      await broker?.close();
    },
  };
}

/** No proof, no pass: an OpenCode that the workflow brought could say anything. */
const MADE_UP: Reason = {
  code: 'agent-no-answer',
  message:
    'OpenCode reported although no model had answered, so this was no review. Use the pinned OpenCode, or report this if you do.',
};

const NO_USAGE = { input: 0, output: 0, cached: 0, costUsd: 0 };

function begin({ inputs, dist, cache }: OpencodeAgentOptions, signal: AbortSignal) {
  const request = { explicit: inputs['opencode-path'], dist, env: process.env, signal };
  const found =
    inputs.review === 'off'
      ? Promise.reject(closed())
      : findOpencode(cache === undefined ? request : { ...request, cache });
  found.catch(() => undefined);
  return found;
}

function closed(): GateError {
  return new GateError('interrupted', 'The review was ended before it was complete.');
}
