import { UNSEEN } from './visible.ts';

/**
 * JSON that is pure in three ways: no character that a reader cannot see, no half of a surrogate pair, and no
 * `##[`, because a JSON result printed to standard output in a workflow is read for commands like all else.
 * (`::` cannot start a line of JSON: strings are quoted.) Parsing gives back the same value.
 */
export function json(value: unknown, indent = 0): string {
  const text = JSON.stringify(value, null, indent);
  return text.replace(HIDDEN, writtenOut).replace(/#(?=#\[)/gu, '\\u0023');
}

/** JSON.stringify itself writes line feeds between values; those inside of strings are escaped already. */
const HIDDEN = new RegExp(`(?!\\n)${UNSEEN.source}`, UNSEEN.flags);

function writtenOut(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
