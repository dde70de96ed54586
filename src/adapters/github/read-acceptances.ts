import { z } from 'zod';
import type { Comment, Labelled, Person, Said } from '../../contest/said.ts';
import { GateError } from '../../errors.ts';
import type { Contest } from '../../ports.ts';
import { type GithubApi, GithubRefusal, type PullPlace } from './github-api.ts';

export type PullContest = {
  readonly api: GithubApi;
  readonly place: PullPlace & { readonly number: number };
  /** The label whose setting started this run. */
  readonly labelled: Labelled | null;
};

/** Comments of each kind that are read. */
const MOST = 1_000;

const User = z
  .object({ id: z.int().positive(), login: z.string().min(1).max(100), type: z.string() })
  .transform(({ id, login, type }): Person => ({ id, login, isUser: type === 'User' }));

/** Whoever wrote it may be gone by now, and GitHub then has nobody in his place. */
const Written = z.object({
  user: User.nullable(),
  body: z.string().nullish(),
  created_at: z.string(),
  updated_at: z.string(),
  author_association: z.string().nullish(),
  performed_via_github_app: z.unknown().optional(),
});
const ReviewComment = Written.extend({ original_commit_id: z.string().regex(/^[0-9a-f]{40,64}$/u) });

const Pull = z.object({ user: User });
const Label = z.object({ name: z.string() });
const Permission = z.object({ role_name: z.string(), user: z.object({ id: z.int() }) });
const Membership = z.object({ state: z.string() });

/** What people said on a pull request, through GitHub's API. */
export function pullContest({ api, place, labelled }: PullContest): Contest {
  const [owner = '', repo = ''] = place.repository.split('/');
  const pull = { owner, repo, pull_number: place.number };
  const issue = { owner, repo, issue_number: place.number };

  async function readComments(): Promise<{ comments: readonly Comment[]; isCut: boolean }> {
    const [plain, onLines] = [
      await api.list('/repos/{owner}/{repo}/issues/{issue_number}/comments', issue, Written, MOST),
      await api.list('/repos/{owner}/{repo}/pulls/{pull_number}/comments', pull, ReviewComment, MOST),
    ];
    const comments = [
      ...plain.flatMap((comment) => commentOf(comment, null)),
      ...onLines.flatMap((comment) => commentOf(comment, comment.original_commit_id)),
    ];
    return { comments, isCut: plain.length >= MOST || onLines.length >= MOST };
  }

  /** A label that was taken off again is a person's second thought. */
  async function readLabelled(): Promise<Labelled | null> {
    if (labelled === null) return null;
    const labels = await api.list('/repos/{owner}/{repo}/issues/{issue_number}/labels', issue, Label, 100);
    return labels.some(({ name }) => name === labelled.label) ? labelled : null;
  }

  return {
    async said(wanted) {
      try {
        const { user: author } = await api.read('/repos/{owner}/{repo}/pulls/{pull_number}', pull, Pull);
        const read = wanted.comments ? await readComments() : { comments: [], isCut: false };
        return { author, ...read, labelled: wanted.label ? await readLabelled() : null } satisfies Said;
      } catch (error) {
        return { unread: reasonFor(error) };
      }
    },
    async roleOf(who) {
      const told = await orNull(
        api.read(
          '/repos/{owner}/{repo}/collaborators/{username}/permission',
          { owner, repo, username: who.login },
          Permission,
        ),
      );
      // The name may have another owner by now than when the comment was written.
      return told === null || told.user.id !== who.id ? null : told.role_name;
    },
    async isMember(who, { org, slug }) {
      // A team of another organisation owns nothing here, whatever CODEOWNERS says.
      if (org.toLowerCase() !== owner.toLowerCase()) return false;
      const told = await orNull(
        api.read(
          '/orgs/{org}/teams/{team_slug}/memberships/{username}',
          { org: owner, team_slug: slug, username: who.login },
          Membership,
        ),
      );
      return told === null ? null : told.state === 'active';
    },
  };
}

function commentOf(written: z.output<typeof Written>, commit: string | null): readonly Comment[] {
  const { user, body, created_at, updated_at, author_association, performed_via_github_app } = written;
  if (user === null) return [];
  return [
    {
      by: user,
      text: body ?? '',
      isEdited: created_at !== updated_at,
      isThroughApp: (performed_via_github_app ?? null) !== null,
      commit,
      isAssociated: ['OWNER', 'MEMBER', 'COLLABORATOR'].includes(author_association ?? ''),
    },
  ];
}

async function orNull<T>(told: Promise<T>): Promise<T | null> {
  try {
    return await told;
  } catch {
    return null;
  }
}

/** In words of ours: what GitHub answers is foreign. */
function reasonFor(error: unknown): string {
  if (error instanceof GateError) return error.message;
  if (!(error instanceof GithubRefusal)) return 'GitHub answered something that is not documented';
  if (error.status === 0) return 'GitHub did not answer';
  const needs = 'the workflow needs "pull-requests: read" and "issues: read", see docs/accepting.md';
  return `GitHub answered ${error.status}${error.status === 403 || error.status === 404 ? ` (${needs})` : ''}`;
}
