import { runAudit } from '../audit/run-audit.ts';
import { isAsset } from '../opencode/asset.ts';
import type { Ports } from '../ports.ts';
import type { AuditResult } from '../verdict/verdict.ts';
import type { Request, Subject } from './read-subject.ts';

/** The deterministic leg: every asset of the head, and as a difference against the base. */
export async function auditChange(
  { range, change, policy, failOn }: Subject,
  { today, againstNothing }: Request,
  { repository, trail, hash }: Ports,
): Promise<AuditResult> {
  const [head, base] = await Promise.all([
    repository.readFiles(range.head, isAsset),
    againstNothing ? [] : repository.readFiles(range.base, isAsset),
  ]);
  const audit = runAudit({ head, base, change, policy, failOn, today, hash });
  for (const { id, source, rule, severity, accepted } of audit.findings) {
    trail.record({
      kind: 'finding',
      id,
      source,
      rule,
      severity,
      became: accepted ? `accepted by ${accepted.by}` : 'kept',
    });
  }
  return audit;
}
