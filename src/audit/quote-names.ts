import { quoteName } from '../opencode/quote-name.ts';

/** `"a", "b", "c" and 4 more`. */
export function quoteNames(names: readonly string[]): string {
  const shown = names.slice(0, 3).map(quoteName);
  if (names.length > shown.length) return `${shown.join(', ')} and ${names.length - shown.length} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}
