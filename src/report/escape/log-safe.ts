import { visibleText } from './visible.ts';

/**
 * The encoder for standard output and standard error, whoever made the bytes. The runner reads both streams of
 * an action for commands in two grammars: `::name::` at the start of a line, blanks ignored, and `##[name]`
 * anywhere in it. What its string comparison ignores (zero-width, controls) is written out first, so the two
 * grammars are broken by visible characters and never by invisible ones. Idempotent.
 */
export function logSafe(text: string): string {
  return breakCommands(visibleText(text));
}

/**
 * Breaks both grammars in text whose invisible characters are gone, for lines that carry our own colours. A tab
 * is the one control that stays, so that it may stand between the signs of a command.
 */
export function breakCommands(text: string): string {
  return text.replace(/#(?=\t*#\t*\[)/gu, '#\\').replace(AT_START, '$1\\:');
}

/** A line's start, with blanks (NBSP and the like count) or our colours before the two colons. */
const AT_START = /^((?:[^\S\n]|\u001b\[[\d;]*m)*):(?=\t*:)/gmu;
