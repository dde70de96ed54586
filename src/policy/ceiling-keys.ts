import { DEAD_KEYS } from '../audit/dead-keys.ts';
import { MATRIX_KEYS as KEYS } from '../opencode/matrix.ts';
import { quoteName } from '../opencode/quote-name.ts';

/**
 * What is wrong with a key of a ceiling, or null. Tools of MCP servers and plugins have names of their own, so only
 * what OpenCode never asks for and what is almost one of its keys is wrong: a limit that limits nothing.
 */
export function ceilingKeyProblem(key: string): string | null {
  if (KEYS.some((known) => known === key)) return null;
  const instead = DEAD_KEYS.get(key);
  if (instead !== undefined) {
    return `${quoteName(key)} has no effect in OpenCode${instead === null ? '' : `; write "${instead}"`}`;
  }
  const meant = KEYS.find((known) => isSlipOf(key, known));
  if (meant === undefined) return null;
  return `unknown key ${quoteName(key)}; did you mean "${meant}"? (For a tool of that very name write "${key}*".)`;
}

/** Other case, two letters swapped, one left out or one too many. Another letter makes another word: lint, list. */
function isSlipOf(key: string, known: string): boolean {
  if (key.toLowerCase() === known || key.toLowerCase() === known.replaceAll('_', '')) return true;
  if (key.length > known.length + 1 || /[*?]/.test(key)) return false;
  if (key.length === known.length) {
    const at = firstDifference(key, known);
    return known.slice(0, at) + (known[at + 1] ?? '') + (known[at] ?? '') + known.slice(at + 2) === key;
  }
  const [longer, shorter] = key.length > known.length ? [key, known] : [known, key];
  const at = firstDifference(longer, shorter);
  return longer.slice(0, at) + longer.slice(at + 1) === shorter;
}

function firstDifference(a: string, b: string): number {
  const at = a.split('').findIndex((character, index) => character !== b[index]);
  return at < 0 ? a.length : at;
}
