import type { Agent } from '../opencode/agents.ts';
import { evaluate, type PermissionRule } from '../opencode/permission.ts';
import { isShownAsAllowAll, openingRule } from './decision.ts';

/** What allows an agent to fetch any address, and the secret that it may read. */
export type FetchLeak = { readonly rule: PermissionRule; readonly secret: string };

/**
 * Null when it may not do both; also where nobody wrote that fetching is allowed, and where any command runs: there
 * are more ways out then, and rules for them.
 */
export function fetchLeak(agent: Agent): FetchLeak | null {
  const rule = openingRule(agent, 'webfetch');
  const secret = secretOf(agent);
  if (rule === null || rule.origin === null || secret === null || isShownAsAllowAll(agent, rule)) return null;
  return openingRule(agent, 'bash') === null ? { rule, secret } : null;
}

function secretOf(agent: Agent): string | null {
  if (openingRule(agent, 'external_directory') !== null) return 'files such as ~/.ssh/id_ed25519';
  return evaluate(agent.rules, 'read', '.env') === 'allow' ? '.env files' : null;
}
