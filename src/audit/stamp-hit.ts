import type { Path } from '../change/change.ts';
import type { Finding, Severity } from '../verdict/finding.ts';
import { fingerprint, type Hash } from '../verdict/fingerprint.ts';
import { offerOf } from './offer.ts';
import type { AuditContext, Hit, Rule } from './rule.ts';

export type Stamp = {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly context: AuditContext;
  readonly hash: Hash;
  readonly pathOf: (path: Path) => Path;
};

/** One line of a minified file can be a megabyte; nobody reads more than this of it. */
const MAX_EVIDENCE = 2_000;
const MAX_MESSAGE = 1_000;

/** A hit as a finding: what it is called and how bad it is comes from the rule and the policy. */
export function stampHit(hit: Hit, { rule, severity, context, hash, pathOf }: Stamp): Finding {
  const endLine = hit.endLine ?? hit.line;
  const evidence = (hit.evidence ?? textOf(hit.path, hit.line, endLine, context)).slice(0, MAX_EVIDENCE);
  const identity = hit.identity ?? `${hit.scope ?? ''}\n${evidence}`;
  return {
    id: fingerprint(hash, rule.id, pathOf(hit.path), identity),
    source: 'rule',
    rule: rule.id,
    severity,
    confidence: rule.confidence,
    category: rule.category,
    path: hit.path,
    startLine: hit.line,
    endLine,
    side: context.side,
    title: rule.title,
    message: hit.message.slice(0, MAX_MESSAGE),
    evidence,
    ...(hit.remedy === undefined ? {} : { remedy: hit.remedy }),
    ...offerOf(hit, evidence),
  };
}

function textOf(path: Path, startLine: number, endLine: number, { project }: AuditContext): string {
  if (startLine === 0) return '';
  return (project.assets.get(path)?.lines ?? []).slice(startLine - 1, endLine).join('\n');
}
