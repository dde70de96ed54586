import type { PermissionRule } from '../opencode/permission.ts';
import { answerTo, isShownAsAllowAll, type Judged, openingRule } from './decision.ts';

/** What allows an agent to fetch any address, and the secret that it may read. */
export type FetchLeak = { readonly rule: PermissionRule; readonly secret: string };

/**
 * Null when it may not do both; also where nobody wrote that fetching is allowed, and where any command runs: there
 * are more ways out then, and rules for them.
 */
export function fetchLeak(judged: Judged): FetchLeak | null {
  const rule = openingRule(judged, 'webfetch');
  const secret = secretOf(judged);
  if (rule === null || rule.origin === null || secret === null || isShownAsAllowAll(judged, rule))
    return null;
  return openingRule(judged, 'bash') === null ? { rule, secret } : null;
}

function secretOf(judged: Judged): string | null {
  if (openingRule(judged, 'external_directory') !== null) return 'files such as ~/.ssh/id_ed25519';
  return answerTo(judged, 'read', '.env') === 'allow' ? '.env files' : null;
}
