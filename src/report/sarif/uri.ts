import type { Path } from '../../change/change.ts';

/**
 * A repository path as a relative URI reference: the very bytes that git has, percent-encoded, one segment after
 * the other. A byte that is no UTF-8 (U+DC80–DCFF in a path) becomes its own `%XX`.
 */
export function uriOf(path: Path): string {
  return path.split('/').map(encodeSegment).join('/');
}

/** A colon is encoded too, so that no first segment reads as a scheme. */
function encodeSegment(segment: string): string {
  return Array.from(segment, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0xdc80 && code <= 0xdcff) return `%${(code - 0xdc00).toString(16).toUpperCase()}`;
    return character.isWellFormed() ? encodeURIComponent(character) : '%EF%BF%BD';
  }).join('');
}
