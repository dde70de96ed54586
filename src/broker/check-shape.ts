import type { z } from 'zod';
import { accept, type Checked, refuse, showName } from './checked.ts';

/** Puts a body through its schema; the refusal names the place, never a value. */
export function checkShape<T>(schema: z.ZodType<T>, body: unknown): Checked<T> {
  const parsed = schema.safeParse(body);
  return parsed.success ? accept(parsed.data) : refuse(`body: ${showIssue(parsed.error.issues[0])}`);
}

function showIssue(issue: z.core.$ZodIssue | undefined): string {
  if (issue === undefined) return 'wrong shape';
  const place = showName(issue.path.map(String).join('.'), 80);
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.slice(0, 3).map((key) => showName(key));
    return `unknown key ${keys.join(', ')}${place === '' ? '' : ` in ${place}`}`;
  }
  return place === '' ? 'wrong shape' : `wrong value at ${place}`;
}
