import { z } from 'zod';
import type { OwnComment } from '../../report/review-comments.ts';
import { parseListed, parseMarker } from '../../report/review-marker.ts';
import type { GithubApi, PullPlace } from './github-api.ts';
import { splitName } from './split-name.ts';

export const Author = z.object({ login: z.string(), type: z.string() }).nullable();
type Author = z.infer<typeof Author>;

const Comment = z.object({
  id: z.int(),
  user: Author,
  body: z.string(),
  path: z.string(),
  line: z.int().nullish(),
  in_reply_to_id: z.int().nullish(),
});
const Review = z.object({ user: Author, body: z.string() });

const COMMENTS = '/repos/{owner}/{repo}/pulls/{pull_number}/comments';
const REVIEWS = '/repos/{owner}/{repo}/pulls/{pull_number}/reviews';
/** Ten requests; the newest ones of a pull request with more. */
const MOST = 1_000;

/** `hasOthers`: another bot has left comments like ours, which are ours if it turns out that we are that bot. */
export type OwnComments = { readonly own: readonly OwnComment[]; readonly hasOthers: boolean };

/**
 * Our comments on a pull request. Anyone can write a marker, so that a comment is ours only when the app of our token
 * wrote it; a comment that somebody else has replied to is answered.
 */
export async function readOwnComments(api: GithubApi, place: PullPlace, login: string): Promise<OwnComments> {
  const newest = { sort: 'created', direction: 'desc' };
  const all = await api.list(COMMENTS, { ...fillOf(place), ...newest }, Comment, MOST);
  const answered = new Set(
    all.filter(({ user }) => !isOurs(user, login)).map(({ in_reply_to_id: parent }) => parent ?? 0),
  );
  const marked = all.flatMap(({ id, user, body, path, line = null, in_reply_to_id: parent }) => {
    const marker = isBot(user) && (parent ?? 0) === 0 ? parseMarker(body) : null;
    return marker === null
      ? []
      : [{ user, comment: { id, body, marker, path, line, isAnswered: answered.has(id) } }];
  });
  const own = marked.filter(({ user }) => isOurs(user, login)).map(({ comment }) => comment);
  return { own, hasOthers: own.length < marked.length };
}

/** The findings that the texts of our reviews list. */
export async function readListed(
  api: GithubApi,
  place: PullPlace,
  login: string,
): Promise<ReadonlySet<string>> {
  const reviews = await api.list(REVIEWS, fillOf(place), Review, MOST);
  return new Set(reviews.filter(({ user }) => isOurs(user, login)).flatMap(({ body }) => parseListed(body)));
}

export function fillOf({ repository, number }: PullPlace) {
  return { ...splitName(repository), pull_number: number };
}

function isOurs(user: Author, login: string): boolean {
  return isBot(user) && user?.login === login;
}

function isBot(user: Author): boolean {
  return user?.type === 'Bot';
}
