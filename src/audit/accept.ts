import { isCurrent } from '../policy/expired.ts';
import type { Policy } from '../policy/policy.ts';
import type { Finding } from '../verdict/finding.ts';

/**
 * Marks what does not count: what the policy accepts, and what the base had already. Of several findings with one
 * fingerprint as many count as old as the base had.
 */
export function acceptFindings(
  found: readonly Finding[],
  before: readonly Finding[],
  policy: Policy,
  today: string,
): readonly Finding[] {
  const reasons = new Map(
    policy.accepted
      .filter((entry) => isCurrent(entry, today))
      .map((entry) => [entry.fingerprint, entry.reason]),
  );
  const old = countById(before);
  return found.flatMap((finding): Finding[] => {
    const reason = reasons.get(finding.id);
    if (reason !== undefined) return [{ ...finding, accepted: { by: 'policy', reason } }];
    const left = old.get(finding.id) ?? 0;
    if (left === 0 || policy.auditExisting === 'block') return [finding];
    old.set(finding.id, left - 1);
    if (policy.auditExisting === 'off') return [];
    return [{ ...finding, accepted: { by: 'existing', reason: 'Already there at the base.' } }];
  });
}

function countById(findings: readonly Finding[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { id } of findings) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}
