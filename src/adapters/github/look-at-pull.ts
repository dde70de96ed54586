import { z } from 'zod';
import type { Reason } from '../../errors.ts';
import type { GithubApi, PullPlace } from './github-api.ts';
import { fillOf } from './read-review-state.ts';

const Pull = z.object({ head: z.object({ sha: z.string() }), base: z.object({ ref: z.string() }) });

/** What was judged; `baseRef` null where the event names no base branch. */
export type Judged = { readonly head: string; readonly baseRef: string | null };

/** `error`: why it could not be read. */
export type Seen = { readonly moved: Reason | null; readonly error: Error | null };

/**
 * Whether the pull request still asks for what was judged. Its author can give it another base, by which no run starts
 * ordinarily; and a run that is made again goes by the event of then. Never throws.
 */
export async function lookAtPull(api: GithubApi, place: PullPlace, { head, baseRef }: Judged): Promise<Seen> {
  try {
    const now = await api.read('/repos/{owner}/{repo}/pulls/{pull_number}', fillOf(place), Pull);
    if (now.head.sha !== head) return { moved: { code: 'head-moved', message: HEAD }, error: null };
    if (baseRef !== null && now.base.ref !== baseRef)
      return { moved: { code: 'base-changed', message: BASE }, error: null };
    return { moved: null, error: null };
  } catch (error) {
    return {
      moved: null,
      error: error instanceof Error ? error : new Error('The request failed', { cause: error }),
    };
  }
}

const HEAD =
  'The head moved before the result was published; nothing was written on the pull request. Run the gate again on the new head.';
const BASE =
  'The pull request has another base branch by now, so that this is no result about what it would merge. Push to it, or let the workflow run on the type "edited" as well, and the new base is judged.';
