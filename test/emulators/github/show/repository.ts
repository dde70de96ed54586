import type { State } from '../state.ts';
import { numberFor, showUser } from './user.ts';

/** The repository itself, or a fork of it by `owner/name`. */
export function showRepository(state: State, fullName?: string) {
  const own = `${state.repository.owner}/${state.repository.name}`;
  const [owner = '', name = ''] = (fullName ?? own).split('/');
  return {
    id: numberFor(`${owner}/${name}`),
    name,
    full_name: `${owner}/${name}`,
    owner: showUser({ login: owner, type: 'User' }),
    private: state.repository.private,
    visibility: state.repository.private ? 'private' : 'public',
    fork: fullName !== undefined && fullName !== own,
    default_branch: 'main',
    html_url: `https://github.example/${owner}/${name}`,
  };
}
