import { askGit } from './hunks.ts';
import type { IssueComment, Pull, ReviewComment, State, User } from './state.ts';

/** What people do on the server while the Action runs, or between its runs. */
export type People = {
  /** A push to a pull request: the head moves, the timeline gets the new commits. */
  readonly push: (head: string, number?: number) => void;
  readonly label: (login: string, name: string, number?: number) => void;
  readonly unlabel: (login: string, name: string, number?: number) => void;
  readonly comment: (login: string, body: string, number?: number) => IssueComment;
  /** An answer to a review comment. */
  readonly reply: (login: string, id: number, body: string) => ReviewComment;
};

export function people(state: State): People {
  const mark = (event: 'labeled' | 'unlabeled', login: string, label: string, pull: Pull) =>
    state.events.push({
      id: state.nextId(),
      pull: pull.number,
      createdAt: state.now(),
      event,
      actor: userOf(state, login),
      label,
    });
  return {
    push(head, number) {
      const pull = find(state, number);
      const before = pull.head;
      pull.head = head;
      for (const { sha, message } of commitsBetween(state, before, head))
        state.events.push({
          id: state.nextId(),
          pull: pull.number,
          createdAt: state.now(),
          event: 'committed',
          sha,
          message,
        });
    },
    label(login, name, number) {
      const pull = find(state, number);
      pull.labels = [...new Set([...pull.labels, name])];
      mark('labeled', login, name, pull);
    },
    unlabel(login, name, number) {
      const pull = find(state, number);
      pull.labels = pull.labels.filter((label) => label !== name);
      mark('unlabeled', login, name, pull);
    },
    comment(login, body, number) {
      const now = state.now();
      const author = userOf(state, login);
      const pull = find(state, number).number;
      const comment = { id: state.nextId(), pull, author, body, createdAt: now, updatedAt: now };
      state.issueComments.push(comment);
      return comment;
    },
    reply(login, id, body) {
      const parent = state.reviewComments.find((comment) => comment.id === id);
      if (parent === undefined) throw new Error(`There is no review comment ${id}`);
      const now = state.now();
      const comment = {
        ...parent,
        id: state.nextId(),
        review: state.nextId(),
        author: userOf(state, login),
        body,
        inReplyTo: parent.inReplyTo ?? id,
        createdAt: now,
        updatedAt: now,
      };
      state.reviewComments.push(comment);
      return comment;
    },
  };
}

const userOf = (state: State, login: string): User => ({
  login,
  type: state.people[login]?.type ?? (login.endsWith('[bot]') ? 'Bot' : 'User'),
});

function find(state: State, number?: number): Pull {
  const pull = number === undefined ? state.pulls[0] : state.pulls.find((each) => each.number === number);
  if (pull === undefined) throw new Error('There is no such pull request');
  return pull;
}

function commitsBetween({ directory }: State, before: string, head: string) {
  if (directory === null) return [{ sha: head, message: 'c' }];
  return askGit(directory, ['log', '--reverse', '--format=%H %s', `${before}..${head}`])
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ sha: line.slice(0, 40), message: line.slice(41) }));
}
