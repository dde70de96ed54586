import { invalid, notFound } from '../answer.ts';
import { type Call, diffOf, entryOf, type Handlers, numberOf, pullOf, removeFrom, textOf } from '../call.ts';
import { limitBody } from '../limit-body.ts';
import { ownOnly } from '../own-only.ts';
import { paginate } from '../paginate.ts';
import { placeComment } from '../place-comment.ts';
import { commitOf } from '../review-commit.ts';
import { showReviewComment } from '../show/comment.ts';
import { authorOf } from '../show/user.ts';
import type { Pull, ReviewComment } from '../state.ts';

export const REVIEW_COMMENTS: Handlers = {
  'pulls/list-review-comments': (call) => {
    const { number } = pullOf(call);
    const comments = call.state.reviewComments.filter(({ pull }) => pull === number);
    const newestFirst = call.query['direction'] === 'desc' && call.query['sort'] !== undefined;
    const ordered = newestFirst ? comments.toReversed() : comments;
    return paginate(call, ordered, (comment) => showReviewComment(call.state, comment, call.api));
  },
  'pulls/create-review-comment': (call) => {
    const pull = pullOf(call);
    const { body } = call;
    const replied = numberOf(body['in_reply_to']);
    return created(call, replied === null ? placed(call, pull) : reply(call, pull, replied));
  },
  'pulls/create-reply-for-review-comment': (call) =>
    created(call, reply(call, pullOf(call), Number(call.params['comment_id']))),
  'pulls/get-review-comment': (call) => ({
    status: 200,
    body: showReviewComment(call.state, commentOf(call), call.api),
  }),
  'pulls/update-review-comment': (call) => {
    const comment = commentOf(call);
    ownOnly(call, comment);
    comment.body = limitBody(textOf(call.body['body']));
    comment.updatedAt = call.state.now();
    return { status: 200, body: showReviewComment(call.state, comment, call.api) };
  },
  'pulls/delete-review-comment': (call) => {
    const comment = commentOf(call);
    ownOnly(call, comment);
    removeFrom(call.state.reviewComments, comment);
    return { status: 204 };
  },
};

const commentOf = (call: Call) => entryOf(call.state.reviewComments, call, 'comment_id');

function created(call: Call, comment: ReviewComment) {
  call.state.reviewComments.push(comment);
  return { status: 201, body: showReviewComment(call.state, comment, call.api) };
}

function placed(call: Call, pull: Pull): ReviewComment {
  const { body, state } = call;
  const commit = commitOf(state, pull, textOf(body['commit_id']));
  const { hunk, ...place } = placeComment(diffOf(state, pull, commit), {
    path: textOf(body['path']) ?? '',
    line: numberOf(body['line']),
    side: textOf(body['side']) ?? 'RIGHT',
    startLine: numberOf(body['start_line']),
    startSide: textOf(body['start_side']),
    whole: body['subject_type'] === 'file',
  });
  return { ...frame(call, pull), ...place, path: textOf(body['path']) ?? '', commit, hunk, inReplyTo: null };
}

/** An answer stands where the comment stands that it answers; there are no answers to answers. */
function reply(call: Call, pull: Pull, id: number): ReviewComment {
  const parent = call.state.reviewComments.find(
    (comment) => comment.id === id && comment.pull === pull.number,
  );
  if (parent === undefined) return notFound();
  if (parent.inReplyTo !== null)
    return invalid('Validation Failed', ['in_reply_to must be the first comment of its thread']);
  return { ...parent, ...frame(call, pull), inReplyTo: id };
}

function frame(call: Call, pull: Pull) {
  const { state } = call;
  const body = limitBody(textOf(call.body['body']));
  const now = state.now();
  return {
    id: state.nextId(),
    pull: pull.number,
    review: state.nextId(),
    author: authorOf(call.token),
    body,
    createdAt: now,
    updatedAt: now,
  };
}
