import type { PullEvent, State } from '../state.ts';
import { showLabel } from './label.ts';
import { showUser } from './user.ts';

export function showEvent({ repository }: State, event: PullEvent, api: string): object {
  const root = `${api}/repos/${repository.owner}/${repository.name}`;
  if (event.event === 'committed') {
    const person = { name: 'A', email: 'a@example.com', date: event.createdAt };
    return {
      event: event.event,
      sha: event.sha,
      url: `${root}/git/commits/${event.sha}`,
      message: event.message,
      author: person,
      committer: person,
    };
  }
  return {
    id: event.id,
    url: `${root}/issues/events/${event.id}`,
    event: event.event,
    actor: showUser(event.actor),
    commit_id: event.event === 'head_ref_force_pushed' ? event.sha : null,
    commit_url: null,
    created_at: event.createdAt,
    performed_via_github_app: null,
    ...('label' in event ? { label: { name: event.label, color: showLabel(event.label).color } } : {}),
  };
}
