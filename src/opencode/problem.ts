import type { Place } from './node.ts';

/**
 * Why a file does not mean what its author wrote.
 *
 * `refused`      OpenCode does not start with it
 * `fails-open`   OpenCode drops the front matter: the agent loads without its restrictions
 * `skipped`      OpenCode leaves the agent out
 * `executes`     reading the file runs code in it
 * `unreadable`   we did not read it: too large, too deep, a link
 * `ambiguous`    it reads differently than its bytes say
 */
export type ProblemKind = 'refused' | 'fails-open' | 'skipped' | 'executes' | 'unreadable' | 'ambiguous';

export type Problem = Place & { readonly kind: ProblemKind; readonly message: string };

export function problem(kind: ProblemKind, place: Place, message: string): Problem {
  return { ...place, kind, message };
}
