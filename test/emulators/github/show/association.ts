import type { State } from '../state.ts';

/** GitHub's word for somebody's relation to the repository, which says less than a role. */
export function associationOf(state: State, login: string): string {
  const role = state.people[login]?.role;
  if (login === state.repository.owner) return 'OWNER';
  if (role === undefined || role === 'none' || role === 'read') return 'NONE';
  return role === 'admin' || role === 'maintain' ? 'MEMBER' : 'COLLABORATOR';
}
