import { showUnseen } from './visible.ts';

/** Arguments that name a place. Everything else (a search text, content) may quote the change and is only measured. */
const PLACES: ReadonlySet<string> = new Set(['filePath', 'path', 'include', 'offset', 'limit']);
const CAP = 200;

/** A tool call's input for the trail: places as they are, other strings by their length, at most 200 characters. */
export function describeArguments(input: unknown): string {
  if (typeof input !== 'object' || input === null) return '';
  const parts = Object.entries(input)
    .slice(0, 20)
    .map(([key, value]) => `${showUnseen(key.slice(0, 30))}=${describeValue(key, value)}`);
  const text = parts.join(' ').replaceAll('\t', ' ');
  return text.length > CAP ? `${text.slice(0, CAP - 1)}…` : text;
}

function describeValue(key: string, value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string') return `(${typeof value})`;
  return PLACES.has(key) ? showUnseen(value.slice(0, CAP)) : `(${value.length} characters)`;
}

/** What a permission was asked for: a name or a place as it is, anything else by its length. */
export function describePattern(pattern: string, isPlace: boolean): string {
  if (!isPlace) return `(${pattern.length} characters)`;
  const text = showUnseen(pattern.slice(0, CAP)).replaceAll('\t', ' ');
  return pattern.length > CAP || text.length > CAP ? `${text.slice(0, CAP - 1)}…` : text;
}
