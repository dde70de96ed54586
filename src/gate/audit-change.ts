import { type Mask, maskOf } from '../audit/mask.ts';
import { isOwnersFile, parseOwners } from '../audit/owners.ts';
import { runAudit } from '../audit/run-audit.ts';
import { locateSecrets, secretSources } from '../audit/secrets.ts';
import { showPath } from '../change/path.ts';
import { isAsset } from '../opencode/asset.ts';
import type { Ports } from '../ports.ts';
import type { AuditResult } from '../verdict/verdict.ts';
import type { Request, Subject } from './read-subject.ts';

/** `mask` hides the credentials that were found, in whatever else is said about the change. */
export type Audited = { readonly audit: AuditResult; readonly mask: Mask };

/** The deterministic leg: every asset of the head, and as a difference against the base. */
export async function auditChange(
  { range, tip, change, policy, failOn }: Subject,
  { today, againstNothing }: Request,
  { repository, secrets: scanner, trail, hash }: Ports,
): Promise<Audited> {
  const [head, base, ownersFiles] = await Promise.all([
    repository.readFiles(range.head, isAsset),
    againstNothing ? null : repository.readFiles(range.base, isAsset),
    repository.readFiles(tip, isOwnersFile),
  ]);
  const sources = secretSources(head, base ?? [], change);
  const secrets = locateSecrets(sources, await scanner.find(sources), hash);
  const owners = parseOwners(ownersFiles);
  const audit = runAudit({ head, base, change, policy, owners, secrets, failOn, today, hash });
  for (const { id, source, rule, severity, accepted, path, startLine } of audit.findings) {
    trail.record({
      kind: 'finding',
      id,
      source,
      rule,
      severity,
      became: accepted ? `accepted by ${accepted.by}` : 'kept',
      path: showPath(path),
      ...(startLine > 0 ? { line: startLine } : {}),
    });
  }
  return { audit, mask: maskOf(secrets) };
}
