import { z } from 'zod';
import { describePattern } from './tool-arguments.ts';

/** One evaluation of OpenCode's permission rules. Foreign, made printable and capped. */
export type PermissionDecision = {
  readonly permission: string;
  /** What was asked for, when that names a place; otherwise how long it is. */
  readonly pattern: string;
  readonly action: 'allow' | 'ask' | 'deny';
  /** The rule that decided: its permission and its pattern. */
  readonly rule: string;
};

export type ErrorReader = {
  /** The next piece of standard error. */
  push(piece: string): void;
  /** Everything that was no line of the log, up to a cap. */
  finish(): string;
};

/** So much is kept of what OpenCode says beside its log, and so much of one line of it; UTF-16 units. */
const KEPT = 256 * 1024;
const LINE = 64 * 1024;

/**
 * Standard error of `opencode run --print-logs --log-level INFO`: the lines of its log and, in between, what it says
 * to people. Decisions are told as they come; nothing else of the log is kept, since it may quote the change.
 */
export function readErrors(onDecision: (decision: PermissionDecision) => void): ErrorReader {
  let kept = '';
  let line = '';

  const takeLine = (end: string) => {
    if (!LOG_LINE.test(line)) kept = joined(kept, line + end, KEPT);
    else if (line.length <= LINE) {
      const decision = parseDecision(line);
      if (decision !== null) onDecision(decision);
    }
    line = '';
  };

  return {
    push(piece) {
      const [first = '', ...more] = piece.split('\n');
      // One unit more than a line may have tells that it was longer.
      line = joined(line, first, LINE + 1);
      for (const next of more) {
        takeLine('\n');
        line = next.slice(0, LINE + 1);
      }
    },
    finish() {
      takeLine('');
      return kept;
    },
  };
}

/** A text that is full is not touched again: to cut it anew for each piece would copy all of it each time. */
function joined(text: string, more: string, most: number): string {
  return text.length < most ? (text + more).slice(0, most) : text;
}

const LOG_LINE = /^timestamp=\d{4}-\d\d-\d\dT[\d:.]{8,15}Z level=[A-Z]{4,5} run=[0-9a-f]{1,32} message=/u;
const EVALUATED = / message=evaluated (permission=.*)$/u;

/** A value is a bare word, or a string of JSON. */
const PAIRS = /([\w.]+)=("(?:[^"\\]|\\.)*"|[^\s"]*)(?: |$)/uy;

const DECISION = z.strictObject({
  permission: z.string().min(1),
  pattern: z.string(),
  'action.permission': z.string(),
  'action.action': z.enum(['allow', 'ask', 'deny']),
  'action.pattern': z.string(),
});

function parseDecision(line: string): PermissionDecision | null {
  const pairs = EVALUATED.exec(line)?.[1];
  const fields = pairs === undefined ? null : parsePairs(pairs);
  const parsed = DECISION.safeParse(fields);
  if (!parsed.success) return null;
  const { permission, pattern, 'action.action': action, ...rule } = parsed.data;
  return {
    permission: describePattern(permission, true),
    pattern: describePattern(pattern, NAMES_PLACES.has(permission)),
    action,
    rule: describePattern(`${rule['action.permission']} ${rule['action.pattern']}`, true),
  };
}

/** What these ask for is a path. Of others it may be a text to search for, or a command: it may quote the change. */
const NAMES_PLACES: ReadonlySet<string> = new Set(['read', 'list', 'edit', 'external_directory']);

/** Null when anything in it is no pair, or a key comes twice. */
function parsePairs(text: string): Record<string, unknown> | null {
  const fields: Record<string, unknown> = {};
  let at = 0;
  while (at < text.length) {
    PAIRS.lastIndex = at;
    const [whole = '', key = '', value = ''] = PAIRS.exec(text) ?? [];
    if (whole === '' || Object.hasOwn(fields, key)) return null;
    fields[key] = value.startsWith('"') ? parseString(value) : value;
    at += whole.length;
  }
  return fields;
}

function parseString(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
