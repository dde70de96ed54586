import { matcherOf } from '../opencode/permission.ts';
import type { Semantics } from '../opencode/semantics-of.ts';

/** Longer than one character, so that no `?` can stand for it; no foreign text has it. */
const ANY_TEXT = '\u0001\u0002';
const ANY_CHARACTER = '\u0003';

/** Whether everything that `narrow` matches is matched by `wide` too. A yes is certain; a no may be wrong. */
export function covers(wide: string, narrow: string, semantics: Semantics): boolean {
  if (wide === narrow) return true;
  const test = matcherOf(semantics);
  if (!test(wide, stand(narrow))) return false;
  const hasTail = semantics.optionalTail && narrow.endsWith(' *');
  return !hasTail || test(wide, stand(narrow.slice(0, -2)));
}

function stand(pattern: string): string {
  return pattern.replaceAll('*', ANY_TEXT).replaceAll('?', ANY_CHARACTER);
}
