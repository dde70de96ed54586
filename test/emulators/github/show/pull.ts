import { baseOf, diffOf } from '../call.ts';
import type { Pull, State } from '../state.ts';
import { showLabel } from './label.ts';
import { showRepository } from './repository.ts';
import { showUser } from './user.ts';

/** A pull request as it stands in a list. */
export function showPull(state: State, pull: Pull, api: string) {
  const { owner, name } = state.repository;
  const own = `${owner}/${name}`;
  const url = `${api}/repos/${own}/pulls/${pull.number}`;
  const headOwner = pull.headRepository?.split('/')[0] ?? pull.author.login;
  return {
    id: 9_000_000 + pull.number,
    number: pull.number,
    url,
    html_url: `https://github.example/${own}/pull/${pull.number}`,
    issue_url: `${api}/repos/${own}/issues/${pull.number}`,
    state: pull.state,
    title: pull.title,
    body: pull.body,
    draft: pull.draft,
    user: showUser(pull.author),
    author_association: pull.association,
    labels: pull.labels.map(showLabel),
    merge_commit_sha: pull.mergeSha,
    head: {
      label: `${headOwner}:${pull.headRef}`,
      ref: pull.headRef,
      sha: pull.head,
      user: showUser({ login: headOwner, type: 'User' }),
      repo: pull.headRepository === null ? null : showRepository(state, pull.headRepository),
    },
    base: {
      label: `${owner}:${pull.baseRef}`,
      ref: pull.baseRef,
      sha: baseOf(state, pull),
      user: showUser({ login: owner, type: 'User' }),
      repo: showRepository(state),
    },
  };
}

/** A pull request by itself, with the figures that only this answer has. */
export function showWholePull(state: State, pull: Pull, api: string) {
  const files = diffOf(state, pull);
  const lines = files.flatMap(({ hunks }) => hunks.flatMap((hunk) => hunk.lines));
  const count = (mark: string) => lines.filter(({ text }) => text.startsWith(mark)).length;
  return {
    ...showPull(state, pull, api),
    merged: false,
    mergeable: pull.mergeSha === null ? null : true,
    mergeable_state: pull.mergeSha === null ? 'unknown' : 'clean',
    comments: state.issueComments.filter((comment) => comment.pull === pull.number).length,
    review_comments: state.reviewComments.filter((comment) => comment.pull === pull.number).length,
    commits: 1,
    additions: count('+'),
    deletions: count('-'),
    changed_files: files.length,
  };
}
