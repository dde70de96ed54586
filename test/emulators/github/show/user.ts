import type { User } from '../state.ts';
import { type App, loginOf, type Token } from '../tokens.ts';

export const showUser = ({ login, type }: User) => ({
  login,
  type,
  id: numberFor(login),
  node_id: Buffer.from(`User:${login}`).toString('base64url'),
  html_url: `https://github.example/${login}`,
  site_admin: false,
});

export const showApp = ({ id, slug, name }: App) => ({
  id,
  slug,
  name,
  owner: showUser({ login: slug, type: 'User' }),
});

/** The author of what a token makes. */
export function authorOf(token: Token): User {
  return { login: loginOf(token), type: token.kind === 'pat' ? 'User' : 'Bot' };
}

/** The same number for the same name. */
export function numberFor(name: string): number {
  return Array.from(name).reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003, 7);
}
