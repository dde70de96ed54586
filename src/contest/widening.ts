import type { RuleId } from '../audit/rule-ids.ts';
import type { Finding } from '../verdict/finding.ts';

/** What an agent may do that it might not before, or that nobody is asked about; and who decides about that. */
export const WIDENING: ReadonlySet<string> = new Set<RuleId>([
  'agent-removed-guard',
  'agent-widens-global',
  'bash-defeats-edit-deny',
  'bash-deny-list',
  'bash-map-without-star',
  'bash-pattern-escapes',
  'bash-unrestricted',
  'doom-loop-open',
  'edit-in-reviewer',
  'env-guard-removed',
  'external-directory-open',
  'frontmatter-fails-open',
  'global-loosens-builtin',
  'mcp-tools-open',
  'permission-above-ceiling',
  'permission-allow-all',
  'permission-missing',
  'permission-widened',
  'policy-changed',
  'read-without-env-deny',
  'task-escalates',
  'v2-permissions-ignored',
  'webfetch-with-secrets',
  'workflow-auto-approve',
]);

/** Whether the policy asks for a code owner of the finding's file. */
export function needsOwner({ rule }: Finding, codeOwnerFor: readonly string[]): boolean {
  return codeOwnerFor.includes(rule) || (codeOwnerFor.includes('widening') && WIDENING.has(rule));
}
