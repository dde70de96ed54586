export type Level = 'none' | 'read' | 'write';
export type Scope = 'checks' | 'contents' | 'issues' | 'pull-requests' | 'security-events';
/** The `permissions` of a job. What is not named is `none`, as in a workflow. */
export type Permissions = Readonly<Partial<Record<Scope, Level>>>;

/** Who a token speaks for: the job of a workflow, another GitHub App, or a person by a personal access token. */
export type Token =
  | { readonly kind: 'job'; readonly permissions: Permissions }
  | { readonly kind: 'app'; readonly slug: string; readonly id: number; readonly permissions: Permissions }
  | { readonly kind: 'pat'; readonly login: string };

/** What the runner emulator gives to a step that names no other. */
export const JOB_TOKEN = 'ghs_token_of_the_job';

/** Everything that the Action can make use of. */
export const EVERY_PERMISSION: Permissions = {
  checks: 'write',
  contents: 'write',
  issues: 'write',
  'pull-requests': 'write',
  'security-events': 'write',
};

/** What the token of a fork's or of Dependabot's pull request comes to, whatever the workflow says. */
export const READ_ONLY: Permissions = {
  checks: 'read',
  contents: 'read',
  issues: 'read',
  'pull-requests': 'read',
  'security-events': 'read',
};

export type App = { readonly id: number; readonly slug: string; readonly name: string };

export const ACTIONS_APP: App = { id: 15368, slug: 'github-actions', name: 'GitHub Actions' };

/** The App behind a token; null for a person's. */
export function appOf(token: Token): App | null {
  if (token.kind === 'pat') return null;
  return token.kind === 'job' ? ACTIONS_APP : { id: token.id, slug: token.slug, name: token.slug };
}

/** Who stands as the author of what is made with the token. */
export const loginOf = (token: Token): string =>
  token.kind === 'pat' ? token.login : `${appOf(token)?.slug ?? ''}[bot]`;
