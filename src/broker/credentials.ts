import { createHash, timingSafeEqual } from 'node:crypto';
import type { KeyHeader } from './broker.ts';

/** The header that carries the key to the provider; none for an empty key. */
export function renderKey(header: KeyHeader, key: string): Readonly<Record<string, string>> {
  if (key === '') return {};
  return { [header]: header === 'authorization' ? `Bearer ${key}` : key };
}

/**
 * Whether the request shows the per-run token, and no other credential beside it. Headers come in Node's raw form
 * (name, value, name, value …), so that a second header of the same name is seen too.
 */
export function presentsToken(rawHeaders: readonly string[], token: string): boolean {
  const shown = [...credentialsIn(rawHeaders)];
  return shown.length > 0 && shown.every((credential) => isSame(credential, token));
}

/** Where the SDKs put a key. */
const HEADERS: ReadonlySet<string> = new Set<KeyHeader>([
  'authorization',
  'x-api-key',
  'x-goog-api-key',
  'api-key',
]);

function* credentialsIn(rawHeaders: readonly string[]): Generator<string> {
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? '';
    if (HEADERS.has(name)) yield readCredential(name, rawHeaders[index + 1] ?? '');
  }
}

function readCredential(name: string, value: string): string {
  return name === 'authorization' ? value.replace(/^Bearer /u, '') : value;
}

/** Hashed first, so that neither the content nor the length shows in the time it takes. */
function isSame(shown: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(shown), digest(token));
}
