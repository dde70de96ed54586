import { refuse } from './answer.ts';
import type { State } from './state.ts';
import type { Level, Scope, Token } from './tokens.ts';

/** One of the scopes has to be there. Without any, every token may. */
type Need = { readonly scopes: readonly Scope[]; readonly level: Level };

const read = (...scopes: readonly Scope[]): Need => ({ scopes, level: 'read' });
const write = (...scopes: readonly Scope[]): Need => ({ scopes, level: 'write' });

const NEEDS: Readonly<Record<string, Need>> = {
  'checks/create': write('checks'),
  'checks/update': write('checks'),
  'checks/get': read('checks'),
  'checks/list-annotations': read('checks'),
  'checks/list-for-ref': read('checks'),
  'code-scanning/upload-sarif': write('security-events'),
  'issues/add-labels': write('issues', 'pull-requests'),
  'issues/remove-label': write('issues', 'pull-requests'),
  'issues/create-comment': write('issues', 'pull-requests'),
  'issues/update-comment': write('issues', 'pull-requests'),
  'issues/delete-comment': write('issues', 'pull-requests'),
  'issues/get-comment': read('issues', 'pull-requests'),
  'issues/list-comments': read('issues', 'pull-requests'),
  'issues/list-events': read('issues', 'pull-requests'),
  'issues/list-events-for-timeline': read('issues', 'pull-requests'),
  'issues/list-labels-on-issue': read('issues', 'pull-requests'),
  'pulls/create-reply-for-review-comment': write('pull-requests'),
  'pulls/create-review': write('pull-requests'),
  'pulls/create-review-comment': write('pull-requests'),
  'pulls/delete-review-comment': write('pull-requests'),
  'pulls/update-review': write('pull-requests'),
  'pulls/update-review-comment': write('pull-requests'),
  'pulls/get': read('pull-requests'),
  'pulls/get-review': read('pull-requests'),
  'pulls/get-review-comment': read('pull-requests'),
  'pulls/list': read('pull-requests'),
  'pulls/list-comments-for-review': read('pull-requests'),
  'pulls/list-files': read('pull-requests'),
  'pulls/list-review-comments': read('pull-requests'),
  'pulls/list-reviews': read('pull-requests'),
  'repos/compare-commits-with-basehead': read('contents'),
  'repos/list-pull-requests-associated-with-commit': read('pull-requests'),
};

const RANK: Readonly<Record<Level, number>> = { none: 0, read: 1, write: 2 };

/** Refuses what the token may not do, in GitHub's words. */
export function permit(operation: string, token: Token, state: State): void {
  if (token.kind === 'pat') permitPerson(operation, token.login, state);
  else if (operation === 'teams/get-membership-for-user-in-org') {
    // A job's token has no permission at all in the organization.
    refuse(403, 'Resource not accessible by integration');
  } else {
    const need = NEEDS[operation];
    if (need === undefined || (need.level === 'read' && !state.repository.private)) return;
    const held = Math.max(...need.scopes.map((scope) => RANK[token.permissions[scope] ?? 'none']));
    if (held >= RANK[need.level]) return;
    const accepted = need.scopes.map((scope) => `${scope.replaceAll('-', '_')}=${need.level}`).join('; ');
    refuse(403, 'Resource not accessible by integration', {
      headers: { 'x-accepted-github-permissions': accepted },
    });
  }
}

const WRITERS = ['admin', 'maintain', 'write'];

/** What a person needs a role for; anybody who can read the repository may do everything else. */
const ROLES: Readonly<Record<string, readonly string[]>> = {
  'issues/add-labels': [...WRITERS, 'triage'],
  'issues/remove-label': [...WRITERS, 'triage'],
  'code-scanning/upload-sarif': WRITERS,
};

function permitPerson(operation: string, login: string, state: State): void {
  if (operation === 'checks/create' || operation === 'checks/update')
    refuse(403, 'You must authenticate via a GitHub App.');
  const role = state.people[login]?.role ?? 'none';
  if (role === 'none' && state.repository.private) refuse(404, 'Not Found');
  if (ROLES[operation]?.includes(role) === false)
    refuse(403, 'Resource not accessible by personal access token');
}
