import { type Call, entryOf, type Handlers, pullOf, removeFrom, textOf } from '../call.ts';
import { limitBody } from '../limit-body.ts';
import { ownOnly } from '../own-only.ts';
import { paginate } from '../paginate.ts';
import { showIssueComment } from '../show/comment.ts';
import { authorOf } from '../show/user.ts';

export const ISSUE_COMMENTS: Handlers = {
  'issues/list-comments': (call) => {
    const { number } = pullOf(call);
    const comments = call.state.issueComments.filter(({ pull }) => pull === number);
    return paginate(call, comments, (comment) => showIssueComment(call.state, comment, call.api));
  },
  'issues/create-comment': (call) => {
    const { state, token } = call;
    const now = state.now();
    const comment = {
      id: state.nextId(),
      pull: pullOf(call).number,
      author: authorOf(token),
      body: limitBody(textOf(call.body['body'])),
      createdAt: now,
      updatedAt: now,
    };
    state.issueComments.push(comment);
    return { status: 201, body: showIssueComment(state, comment, call.api) };
  },
  'issues/get-comment': (call) => ({
    status: 200,
    body: showIssueComment(call.state, commentOf(call), call.api),
  }),
  'issues/update-comment': (call) => {
    const comment = commentOf(call);
    ownOnly(call, comment);
    comment.body = limitBody(textOf(call.body['body']));
    comment.updatedAt = call.state.now();
    return { status: 200, body: showIssueComment(call.state, comment, call.api) };
  },
  'issues/delete-comment': (call) => {
    const comment = commentOf(call);
    ownOnly(call, comment);
    removeFrom(call.state.issueComments, comment);
    return { status: 204 };
  },
};

const commentOf = (call: Call) => entryOf(call.state.issueComments, call, 'comment_id');
