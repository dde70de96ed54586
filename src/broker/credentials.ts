import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Whether the request shows the per-run token, and no other credential beside it. Headers come in Node's raw form
 * (name, value, name, value …), so that a second header of the same name is seen too.
 */
export function presentsToken(rawHeaders: readonly string[], token: string): boolean {
  const shown = [...credentialsIn(rawHeaders)];
  return shown.length > 0 && shown.every((credential) => isSame(credential, token));
}

function* credentialsIn(rawHeaders: readonly string[]): Generator<string> {
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase();
    const value = rawHeaders[index + 1] ?? '';
    if (name === 'x-api-key') yield value;
    if (name === 'authorization') yield value.replace(/^Bearer /u, '');
  }
}

/** Hashed first, so that neither the content nor the length shows in the time it takes. */
function isSame(shown: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(shown), digest(token));
}
