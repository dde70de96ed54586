import { type AgentEvent, parseEvent } from './events.ts';
import { describeArguments } from './tool-arguments.ts';
import type { ToolCall } from './turn.ts';

/** A tool call that a permission stopped: by a deny rule, or rejected because nobody was there to answer. */
export type StoppedCall = { readonly tool: string; readonly action: 'deny' | 'reject' };

/** What one run printed, reduced to what its turn is judged by. */
export type RunLog = {
  readonly events: number;
  readonly session: string | null;
  /** The text of the last step; empty when that step had none. */
  readonly text: string;
  /** The reason of the last finished step; null while a step is open or when there was none. */
  readonly finish: string | null;
  readonly error: { readonly name: string; readonly status: number | null } | null;
  readonly toolCalls: readonly ToolCall[];
  readonly stopped: readonly StoppedCall[];
  /** The first thing that made the stream unreadable; `cut-off` is a last line that is no event and has no end. */
  readonly fault:
    | 'unknown-event'
    | 'cut-off'
    | 'line-too-long'
    | 'too-many-events'
    | 'too-much-output'
    | null;
};

/** Caps of one run's standard output; UTF-16 units, and events. */
export type LogCaps = { readonly line: number; readonly total: number; readonly events: number };

export const LOG_CAPS: LogCaps = { line: 4 * 1024 * 1024, total: 64 * 1024 * 1024, events: 20_000 };

export type LogReader = {
  /** The next piece of standard output. Returns the fault as soon as there is one; then reading on is pointless. */
  push(piece: string): RunLog['fault'];
  /** What was read; a last line without a line feed counts. */
  finish(): RunLog;
};

/** Reads the event stream as it comes. Memory is bounded by the caps, whatever the process prints. */
export function readRunLog(onTool: (call: ToolCall) => void, caps: LogCaps = LOG_CAPS): LogReader {
  let log: RunLog = EMPTY;
  let total = 0;
  let pieces: string[] = [];
  let pending = 0;

  const fail = (fault: RunLog['fault']) => {
    log = { ...log, fault: log.fault ?? fault };
    pieces = [];
  };

  const takeLine = () => {
    const line = pieces.join('');
    pieces = [];
    pending = 0;
    if (line.trim() === '') return;
    const event = parseEvent(line);
    if (event === null) fail('unknown-event');
    else if (log.events >= caps.events) fail('too-many-events');
    else log = applyEvent(log, event, onTool);
  };

  return {
    push(piece) {
      total += piece.length;
      if (total > caps.total) fail('too-much-output');
      let start = 0;
      while (log.fault === null && start <= piece.length) {
        const feed = piece.indexOf('\n', start);
        const end = feed < 0 ? piece.length : feed;
        pieces.push(piece.slice(start, end));
        pending += end - start;
        if (pending > caps.line) fail('line-too-long');
        else if (feed >= 0) takeLine();
        start = feed < 0 ? piece.length + 1 : feed + 1;
      }
      return log.fault;
    },
    finish() {
      if (log.fault !== null) return log;
      takeLine();
      if (log.fault === 'unknown-event') log = { ...log, fault: 'cut-off' };
      return log;
    },
  };
}

const EMPTY: RunLog = {
  events: 0,
  session: null,
  text: '',
  finish: null,
  error: null,
  toolCalls: [],
  stopped: [],
  fault: null,
};

function applyEvent(before: RunLog, event: AgentEvent, onTool: (call: ToolCall) => void): RunLog {
  const log = { ...before, events: before.events + 1, session: event.sessionID ?? before.session };
  switch (event.type) {
    case 'step_start':
      return { ...log, text: '', finish: null };
    case 'text':
      return { ...log, text: log.text === '' ? event.part.text : `${log.text}\n${event.part.text}` };
    case 'reasoning':
      return log;
    case 'step_finish':
      return { ...log, finish: event.part.reason };
    case 'error':
      return { ...log, error: { name: event.error.name, status: event.error.data?.statusCode ?? null } };
    case 'tool_use':
      return applyTool(log, event.part, onTool);
  }
}

type ToolPart = Extract<AgentEvent, { type: 'tool_use' }>['part'];

function applyTool(log: RunLog, part: ToolPart, onTool: (call: ToolCall) => void): RunLog {
  const { status, input, error = '' } = part.state;
  const call = { tool: part.tool.slice(0, 60), outcome: status, arguments: describeArguments(input) };
  onTool(call);
  const action = actionOf(error);
  return {
    ...log,
    toolCalls: [...log.toolCalls, call],
    stopped: action === null ? log.stopped : [...log.stopped, { tool: call.tool, action }],
  };
}

function actionOf(error: string): StoppedCall['action'] | null {
  if (error.includes('rejected permission')) return 'reject';
  return error.includes('specified a rule which prevents') ? 'deny' : null;
}
