import type { Action } from '../opencode/permission.ts';

/** OpenCode's permission shape, as the policy writes it. */
export type PermissionShape =
  | Action
  | { readonly [key: string]: Action | { readonly [pattern: string]: Action } };

/**
 * What an agent that a team shares may do at most, unless the policy says otherwise; the lowest layer of every
 * ceiling. `*` is for what has no key of its own: the tools of MCP servers, plugins and the repository.
 */
export const DEFAULT_CEILING: PermissionShape = {
  '*': 'ask',
  read: { '*': 'allow', '*.env': 'deny', '*.env.*': 'deny', '*.env.example': 'allow' },
  glob: 'allow',
  grep: 'allow',
  lsp: 'allow',
  list: 'allow',
  todowrite: 'allow',
  skill: 'allow',
  question: 'allow',
  edit: 'ask',
  bash: 'ask',
  webfetch: 'ask',
  websearch: 'ask',
  external_directory: 'ask',
  task: 'ask',
  doom_loop: 'ask',
};
