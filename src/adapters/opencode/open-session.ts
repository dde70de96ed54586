import type { Broker } from '../../broker/broker.ts';
import { GateError, type Reason, reasonOf } from '../../errors.ts';
import type { AgentSession } from '../../ports.ts';
import { judgeRun } from '../../review/judge-run.ts';
import { readErrors } from '../../review/permission-log.ts';
import { type RunLog, readRunLog } from '../../review/run-log.ts';
import type { Turn } from '../../review/turn.ts';
import { openTurns, type Turns } from '../../sandbox/frames.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Trail } from '../../trail/event.ts';
import type { Usage } from '../../verdict/verdict.ts';
import { startClock, type TimeLimits } from './run-clock.ts';

export type SessionParts = {
  readonly bundle: number;
  readonly sandbox: Sandbox;
  readonly broker: Broker;
  /** The name of the reviewer in the configuration. */
  readonly agent: string;
  readonly limits: TimeLimits;
  readonly trail: Trail;
};

/** One conversation: a sandboxed tree of its own, in which each question is a run of OpenCode in the same session. */
export function openSession(parts: SessionParts): AgentSession {
  const { sandbox } = parts;
  const turns = openTurns(sandbox.start());
  let session: string | null = null;
  return {
    view: sandbox.inside.view,
    async ask(text) {
      const { turn, sessionId } = await runTurn(turns, argumentsOf(parts, session), text, parts);
      session = sessionId;
      return turn;
    },
    close: () => turns.close(),
  };
}

function argumentsOf({ agent, sandbox }: SessionParts, session: string | null): readonly string[] {
  const fixed = ['run', '--pure', ...LOGS, '--format', 'json', '--title', 'review', '--agent', agent];
  const again = session === null ? [] : ['--session', session];
  return [...fixed, '--dir', sandbox.inside.work, ...again];
}

/** Its log tells each decision about a permission; the level below says no more of them. */
const LOGS = ['--print-logs', '--log-level', 'INFO'];

async function runTurn(turns: Turns, args: readonly string[], stdin: string, parts: SessionParts) {
  const { bundle, trail, broker, limits } = parts;
  const before = broker.usage();
  const clock = startClock(limits);
  const reader = readRunLog((call) => trail.record({ kind: 'tool-call', bundle, ...call }));
  let denied = 0;
  const errors = readErrors((decision) => {
    if (decision.action === 'deny') denied += 1;
    trail.record({ kind: 'permission', bundle, ...decision });
  });
  let fault: RunLog['fault'] = null;
  const sinks = {
    onOut(piece: string) {
      clock.touch();
      fault = reader.push(piece);
      if (fault !== null) throw new GateError('agent-output-limit', 'Not readable any more.');
    },
    onErr(piece: string) {
      clock.touch();
      errors.push(piece);
    },
  };
  let end: { code: number | null; signal: string | null } = { code: null, signal: 'SIGKILL' };
  let stopped: Reason | null = null;
  try {
    end = await Promise.race([turns.run({ args, stdin }, sinks), clock.over, orphaned(broker)]);
  } catch (error) {
    stopped = reasonOf(error);
    await turns.close();
  } finally {
    clock.stop();
  }
  const log = reader.finish();
  const stderr = errors.finish();
  for (const { tool, action } of untold(log.stopped, denied))
    trail.record({ kind: 'permission', bundle, permission: tool, pattern: '', action });
  const judged = judgeRun(log, { ...end, stderr }, difference(broker.usage(), before));
  // What the stream showed is nearer to the cause than that the run was then ended; that it breaks off is not.
  const cut = fault === null ? stopped : null;
  return { turn: overrule(judged, broker.trouble() ?? cut), sessionId: log.session };
}

/** Calls that a permission stopped and that the log does not tell: nobody's answer, or a denial without its line. */
function untold(stopped: RunLog['stopped'], denied: number): RunLog['stopped'] {
  const denials = stopped.filter(({ action }) => action === 'deny');
  return [...stopped.filter(({ action }) => action !== 'deny'), ...denials.slice(denied)];
}

/** Without the gateway no model can answer any more, and OpenCode would go on trying. */
async function orphaned({ lost }: Broker): Promise<never> {
  const { code, message } = await lost;
  throw new GateError(code, message);
}

/** The model gateway's word and a forced end stand above whatever the stream says. */
function overrule(turn: Turn, reason: Reason | null): Turn {
  if (reason === null) return turn;
  return { outcome: 'failed', reason, usage: turn.usage, toolCalls: turn.toolCalls };
}

function difference(after: Usage, before: Usage): Usage {
  return {
    input: after.input - before.input,
    output: after.output - before.output,
    cached: after.cached - before.cached,
    costUsd: after.costUsd - before.costUsd,
  };
}
