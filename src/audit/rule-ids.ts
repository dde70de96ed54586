/** Every rule by id, in alphabetical order. A leaf without imports, so that the policy can name rules too. */
export const RULE_IDS = [
  'bash-unrestricted',
  'config-invalid',
  'edit-in-reviewer',
  'mcp-unpinned',
  'permission-allow-all',
  'plugin-local-code',
  'policy-expired',
] as const;

export type RuleId = (typeof RULE_IDS)[number];
