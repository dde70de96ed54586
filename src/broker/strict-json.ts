import { accept, type Checked, refuse } from './checked.ts';

const MAX_DEPTH = 64;

/**
 * Reads a JSON text as the provider will: strict UTF-8 without a byte order mark, at most 64 levels, finite numbers.
 * Of a repeated key the last one counts, and only that one is sent on.
 */
export function parseStrictJson(bytes: Uint8Array): Checked<unknown> {
  const text = decode(bytes);
  if (text === null) return refuse('body: not UTF-8');
  const parsed = parse(text);
  if (!parsed.ok) return parsed;
  const problem = findProblem(parsed.value);
  return problem === null ? parsed : refuse(`body: ${problem}`);
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function parse(text: string): Checked<unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return accept(value);
  } catch {
    return refuse('body: not JSON');
  }
}

/** Walks without recursion: the nesting is the sender's. */
function findProblem(root: unknown): string | null {
  const open: { readonly value: unknown; readonly depth: number }[] = [{ value: root, depth: 1 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, depth } = next;
    if (typeof value === 'number' && !Number.isFinite(value)) return 'number out of range';
    if (typeof value !== 'object' || value === null) continue;
    if (depth > MAX_DEPTH) return 'nested too deeply';
    // A key of this name is dropped by some readers and honoured by others.
    if (Object.hasOwn(value, '__proto__')) return 'key __proto__';
    for (const child of Object.values(value)) open.push({ value: child, depth: depth + 1 });
  }
  return null;
}
