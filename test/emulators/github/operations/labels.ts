import { notFound } from '../answer.ts';
import { type Call, type Handlers, pullOf } from '../call.ts';
import { paginate } from '../paginate.ts';
import { showIssueComment, showReview } from '../show/comment.ts';
import { showEvent } from '../show/event.ts';
import { showLabel } from '../show/label.ts';
import { authorOf, showUser } from '../show/user.ts';

export const LABELS: Handlers = {
  'issues/list-labels-on-issue': (call) => paginate(call, pullOf(call).labels, showLabel),
  'issues/add-labels': (call) => {
    const pull = pullOf(call);
    for (const name of namesOf(call)) {
      if (pull.labels.includes(name)) continue;
      pull.labels.push(name);
      note(call, 'labeled', name);
    }
    return { status: 200, body: pull.labels.map(showLabel) };
  },
  'issues/remove-label': (call) => {
    const pull = pullOf(call);
    const name = String(call.params['name']);
    if (!pull.labels.includes(name)) return notFound();
    pull.labels = pull.labels.filter((label) => label !== name);
    note(call, 'unlabeled', name);
    return { status: 200, body: pull.labels.map(showLabel) };
  },
  'issues/list-events': (call) => {
    const { number } = pullOf(call);
    const events = call.state.events.filter(({ pull, event }) => pull === number && event !== 'committed');
    return paginate(call, events, (event) => showEvent(call.state, event, call.api));
  },
  /** Events, comments and reviews in the order in which they happened. */
  'issues/list-events-for-timeline': (call) => {
    const { number } = pullOf(call);
    const { state, api } = call;
    const mine = <T extends { readonly pull: number }>(entries: readonly T[]) =>
      entries.filter(({ pull }) => pull === number);
    const rows = [
      ...mine(state.events).map((event) => ({ at: event.createdAt, row: showEvent(state, event, api) })),
      ...mine(state.issueComments).map((comment) => ({
        at: comment.createdAt,
        row: {
          event: 'commented',
          actor: showUser(comment.author),
          ...showIssueComment(state, comment, api),
        },
      })),
      ...mine(state.reviews).map((review) => ({
        at: review.submittedAt ?? '',
        row: { event: 'reviewed', ...showReview(state, review, api), state: review.state.toLowerCase() },
      })),
    ];
    return paginate(
      call,
      rows.toSorted((a, b) => (a.at < b.at ? -1 : 1)),
      ({ row }) => row,
    );
  },
};

function namesOf({ body }: Call): readonly string[] {
  const labels = (Array.isArray(body) ? body : (body['labels'] ?? [])) as readonly (
    | string
    | { name: string }
  )[];
  return labels.map((label) => (typeof label === 'string' ? label : label.name));
}

function note(call: Call, event: 'labeled' | 'unlabeled', label: string): void {
  const { state, token } = call;
  state.events.push({
    id: state.nextId(),
    pull: pullOf(call).number,
    createdAt: state.now(),
    event,
    actor: authorOf(token),
    label,
  });
}
