import { shiftLine } from '../shift-line.ts';
import type { IssueComment, Review, ReviewComment, State } from '../state.ts';
import { associationOf } from './association.ts';
import { showUser } from './user.ts';

const repositoryUrl = ({ repository }: State, api: string) =>
  `${api}/repos/${repository.owner}/${repository.name}`;

const pageOf = ({ repository }: State, pull: number) =>
  `https://github.example/${repository.owner}/${repository.name}/pull/${pull}`;

export function showIssueComment(state: State, comment: IssueComment, api: string) {
  const root = `${repositoryUrl(state, api)}/issues`;
  return {
    id: comment.id,
    url: `${root}/comments/${comment.id}`,
    html_url: `${pageOf(state, comment.pull)}#issuecomment-${comment.id}`,
    issue_url: `${root}/${comment.pull}`,
    body: comment.body,
    user: showUser(comment.author),
    author_association: associationOf(state, comment.author.login),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
  };
}

export function showReview(state: State, review: Review, api: string) {
  const page = `${pageOf(state, review.pull)}#pullrequestreview-${review.id}`;
  const pull = `${repositoryUrl(state, api)}/pulls/${review.pull}`;
  return {
    id: review.id,
    user: showUser(review.author),
    body: review.body,
    state: review.state,
    html_url: page,
    pull_request_url: pull,
    author_association: associationOf(state, review.author.login),
    _links: { html: { href: page }, pull_request: { href: pull } },
    commit_id: review.commit,
    ...(review.submittedAt === null ? {} : { submitted_at: review.submittedAt }),
  };
}

/** The line moves with the head; a comment whose line is gone is outdated and has none. */
export function showReviewComment(state: State, comment: ReviewComment, api: string) {
  const root = `${repositoryUrl(state, api)}/pulls`;
  const pull = state.pulls.find(({ number }) => number === comment.pull);
  const head = pull?.head ?? comment.commit;
  const whole = comment.line === null;
  const line = now(state, comment, comment.line, head);
  const startLine = line === null ? null : now(state, comment, comment.startLine, head);
  return {
    id: comment.id,
    url: `${root}/comments/${comment.id}`,
    html_url: `${pageOf(state, comment.pull)}#discussion_r${comment.id}`,
    pull_request_url: `${root}/${comment.pull}`,
    _links: {
      self: { href: `${root}/comments/${comment.id}` },
      html: { href: `${pageOf(state, comment.pull)}#discussion_r${comment.id}` },
      pull_request: { href: `${root}/${comment.pull}` },
    },
    pull_request_review_id: comment.review,
    path: comment.path,
    diff_hunk: comment.hunk,
    subject_type: whole ? 'file' : 'line',
    ...(whole ? {} : { side: comment.side, line, start_line: startLine, start_side: comment.startSide }),
    ...(whole ? {} : { original_line: comment.line, original_start_line: comment.startLine }),
    position: line === null ? null : 1,
    original_position: 1,
    commit_id: line === null && !whole ? comment.commit : head,
    original_commit_id: comment.commit,
    ...(comment.inReplyTo === null ? {} : { in_reply_to_id: comment.inReplyTo }),
    user: showUser(comment.author),
    body: comment.body,
    author_association: associationOf(state, comment.author.login),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
  };
}

function now(state: State, comment: ReviewComment, line: number | null, head: string): number | null {
  if (line === null || state.directory === null) return line;
  return shiftLine(state.directory, { path: comment.path, line, side: comment.side }, comment.commit, head);
}
