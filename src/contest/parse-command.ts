import type { ObjectId } from '../change/change.ts';
import { cut } from '../report/cut.ts';
import { UNSEEN, visibleLine } from '../report/escape/visible.ts';

/** One command of a comment; `reason` null says that it is not written as it must be. */
export type Command =
  | { readonly fingerprint: string; readonly commit: ObjectId | null; readonly reason: string }
  | { readonly fingerprint: string; readonly commit: null; readonly reason: null };

const MOST_COMMANDS = 50;
const REASON_UNITS = 500;

const FINGERPRINT = /^[0-9a-f]{32}$/u;
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/u;
/** Whoever pushes can make a second commit with the same first digits, so that only a whole id names one. */
const SHORT_COMMIT = /^[0-9a-f]{7,63}$/u;

/**
 * The commands that a comment begins with, one a line. What stands behind other words is no command: a quotation, an
 * example in a fence, a comment of HTML that no page shows.
 */
export function commandsIn(text: string, command: string): readonly Command[] {
  const words = command.split(' ');
  const commands: Command[] = [];
  for (const line of text.split(/\r?\n/u, 4 * MOST_COMMANDS)) {
    if (line.trim() === '') continue;
    const told = line.trimEnd().split(/[ \t]+/u);
    if (commands.length === MOST_COMMANDS || !words.every((word, index) => told[index] === word)) break;
    commands.push(parse(told.slice(words.length)));
  }
  return commands;
}

function parse([first = '', ...rest]: readonly string[]): Command {
  const fingerprint = first.toLowerCase();
  if (!FINGERPRINT.test(fingerprint)) return { fingerprint: '', commit: null, reason: null };
  const second = (rest[0] ?? '').toLowerCase();
  const commit = COMMIT.test(second) ? second : null;
  const reason = (commit === null ? rest : rest.slice(1)).join(' ');
  const isShort = commit === null && SHORT_COMMIT.test(second);
  if (isShort || !isReason(reason)) return { fingerprint, commit: null, reason: null };
  return { fingerprint, commit, reason: visibleLine(cut(reason, REASON_UNITS)) };
}

/** Some letter that can be seen, and not the placeholder of the line that people copy. */
function isReason(text: string): boolean {
  const seen = text.replace(UNSEEN, '').trim();
  return /[\p{L}\p{N}]/u.test(seen) && !/^<.*>$/u.test(seen);
}
