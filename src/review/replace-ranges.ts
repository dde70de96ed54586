import type { FoundSecret } from '../audit/secrets.ts';
import { credentialIn } from './credential-parts.ts';

/**
 * The text with a placeholder in place of each credential. It has as many lines as before: each further line of a
 * credential gets the placeholder with the number of the line.
 */
export function replaceRanges(
  text: string,
  found: readonly FoundSecret[],
  nameOf: (value: string, what: string) => string,
): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, what } of disjoint(text, found)) {
    parts.push(text.slice(at, start), ...linesFor(text.slice(start, end), (value) => nameOf(value, what)));
    at = end;
  }
  return parts.join('') + text.slice(at);
}

/** In their order; of two that overlap, one that reaches from the beginning of the first to the end of the last. */
function disjoint(text: string, found: readonly FoundSecret[]): readonly FoundSecret[] {
  const merged: { start: number; end: number; what: string }[] = [];
  const sorted = found
    .map((one) => ({ ...one, ...credentialIn(text, one) }))
    .toSorted((a, b) => a.start - b.start || b.end - a.end);
  for (const { start, end, what } of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && start < last.end) last.end = Math.max(last.end, end);
    else if (end > start) merged.push({ start, end, what });
  }
  return merged;
}

function linesFor(value: string, nameOf: (value: string) => string): readonly string[] {
  const name = nameOf(value);
  return value.split('\n').flatMap((line, index) => {
    const end = line.endsWith('\r') ? '\r' : '';
    return index === 0 ? [name, end] : ['\n', `${name.slice(0, -1)}, line ${index + 1}]`, end];
  });
}
