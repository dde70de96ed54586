import { invalid } from '../answer.ts';
import { type Call, diffOf, entryOf, type Handlers, numberOf, pullOf, textOf } from '../call.ts';
import { limitBody } from '../limit-body.ts';
import { ownOnly } from '../own-only.ts';
import { paginate } from '../paginate.ts';
import { placeComment } from '../place-comment.ts';
import { commitOf } from '../review-commit.ts';
import { showReview, showReviewComment } from '../show/comment.ts';
import { authorOf } from '../show/user.ts';
import type { Pull, Review, ReviewComment } from '../state.ts';

export const REVIEWS: Handlers = {
  'pulls/list-reviews': (call) => {
    const { number } = pullOf(call);
    const reviews = call.state.reviews.filter(({ pull }) => pull === number);
    return paginate(call, reviews, (review) => showReview(call.state, review, call.api));
  },
  'pulls/get-review': (call) => ({ status: 200, body: showReview(call.state, reviewOf(call), call.api) }),
  'pulls/update-review': (call) => {
    const review = reviewOf(call);
    ownOnly(call, review);
    review.body = limitBody(textOf(call.body['body']));
    return { status: 200, body: showReview(call.state, review, call.api) };
  },
  'pulls/list-comments-for-review': (call) => {
    const { id } = reviewOf(call);
    const comments = call.state.reviewComments.filter(({ review }) => review === id);
    return paginate(call, comments, (comment) => showReviewComment(call.state, comment, call.api));
  },
  'pulls/create-review': (call) => {
    const { state, token } = call;
    const pull = pullOf(call);
    const body = bodyOf(call);
    const commit = commitOf(state, pull, textOf(call.body['commit_id']));
    const id = state.nextId();
    const now = state.now();
    const event = textOf(call.body['event']);
    if (event === 'APPROVE' && token.kind === 'job')
      invalid('Unprocessable Entity', ['GitHub Actions is not permitted to approve pull requests.']);
    // All or nothing: one comment in a wrong place refuses the whole review.
    const comments = commentsOf(call, pull, { id, commit, now });
    const review: Review = {
      id,
      pull: pull.number,
      author: authorOf(token),
      body,
      state: STATES[event ?? ''] ?? 'PENDING',
      commit,
      submittedAt: event === null ? null : now,
    };
    state.reviews.push(review);
    state.reviewComments.push(...comments);
    return { status: 200, body: showReview(state, review, call.api) };
  },
};

const reviewOf = (call: Call) => entryOf(call.state.reviews, call, 'review_id');

const STATES: Readonly<Record<string, Review['state']>> = {
  APPROVE: 'APPROVED',
  COMMENT: 'COMMENTED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
};

/** Needed for a comment and for a request of changes. */
function bodyOf({ body }: Call): string {
  const text = textOf(body['body']) ?? '';
  const needed = body['event'] === 'COMMENT' || body['event'] === 'REQUEST_CHANGES';
  if (text.trim() === '' && needed) return invalid('Unprocessable Entity', ["Body can't be blank"]);
  return text === '' ? '' : limitBody(text);
}

function commentsOf(
  call: Call,
  pull: Pull,
  { id, commit, now }: { readonly id: number; readonly commit: string; readonly now: string },
): readonly ReviewComment[] {
  const files = diffOf(call.state, pull, commit);
  const asked = (call.body['comments'] ?? []) as readonly Readonly<Record<string, unknown>>[];
  return asked.map((comment) => {
    const path = textOf(comment['path']) ?? '';
    const { hunk, ...place } = placeComment(files, {
      path,
      line: numberOf(comment['line']),
      side: textOf(comment['side']) ?? 'RIGHT',
      startLine: numberOf(comment['start_line']),
      startSide: textOf(comment['start_side']),
      whole: false,
    });
    return {
      id: call.state.nextId(),
      pull: pull.number,
      review: id,
      author: authorOf(call.token),
      body: limitBody(textOf(comment['body'])),
      path,
      ...place,
      commit,
      hunk,
      inReplyTo: null,
      createdAt: now,
      updatedAt: now,
    };
  });
}
