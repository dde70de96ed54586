import { notFound } from '../answer.ts';
import type { Handlers } from '../call.ts';
import { showRepository } from '../show/repository.ts';
import { showUser } from '../show/user.ts';
import type { Person } from '../state.ts';

/** What the older field says of a role; the roles in between are only in `role_name`. */
const OLDER: Readonly<Record<string, string>> = { maintain: 'write', triage: 'read' };

const permissionOf = ({ role, base }: Person): string => base ?? OLDER[role] ?? role;

export const PEOPLE: Handlers = {
  'repos/get': ({ state }) => ({ status: 200, body: showRepository(state) }),
  'repos/get-collaborator-permission-level': ({ state, params }) => {
    const login = String(params['username']);
    const person = state.people[login] ?? notFound();
    const permission = permissionOf(person);
    return {
      status: 200,
      body: {
        permission,
        role_name: person.role,
        user: { ...showUser({ login, type: person.type ?? 'User' }), role_name: person.role },
      },
    };
  },
  'teams/get-membership-for-user-in-org': ({ state, params, api }) => {
    const { org, team_slug: team, username } = params;
    if (!state.people[username ?? '']?.teams?.includes(`${org}/${team}`)) return notFound();
    const url = `${api}/orgs/${org}/teams/${team}/memberships/${username}`;
    return { status: 200, body: { url, role: 'member', state: 'active' } };
  },
  'users/get-by-username': ({ state, params }) => {
    const login = String(params['username']);
    const person = state.people[login] ?? notFound();
    return {
      status: 200,
      body: { ...showUser({ login, type: person.type ?? 'User' }), user_view_type: 'public' },
    };
  },
  'rate-limit/get': ({ state }) => {
    const { limit, remaining, reset } = state.rate;
    const core = { limit, remaining, reset, used: limit - remaining };
    return { status: 200, body: { resources: { core, search: core }, rate: core } };
  },
};
