import { refuse } from './answer.ts';
import type { Call } from './call.ts';
import type { User } from './state.ts';
import { loginOf } from './tokens.ts';

/** An App changes what it made itself, and nothing else. */
export function ownOnly({ token }: Call, { author }: { readonly author: User }): void {
  if (author.login !== loginOf(token)) refuse(403, 'Resource not accessible by integration');
}
