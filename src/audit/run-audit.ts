import type { Change, Path, Side } from '../change/change.ts';
import { GateError } from '../errors.ts';
import type { AssetFile } from '../opencode/asset.ts';
import { buildMatrix } from '../opencode/matrix.ts';
import { type Project, parseProject } from '../opencode/project.ts';
import { semanticsOf } from '../opencode/semantics-of.ts';
import type { Policy } from '../policy/policy.ts';
import { bySeverity, type FailOn, type Finding, reaches } from '../verdict/finding.ts';
import type { Hash } from '../verdict/fingerprint.ts';
import type { AuditResult } from '../verdict/verdict.ts';
import { acceptFindings } from './accept.ts';
import { RULES } from './index.ts';
import { maskOf } from './mask.ts';
import type { Owners } from './owners.ts';
import type { AuditContext, Rule } from './rule.ts';
import type { Secret } from './secrets.ts';
import { stampHit } from './stamp-hit.ts';

export type AuditRequest = {
  readonly head: readonly AssetFile[];
  /** Null when there is nothing to compare with: then everything in the head counts, and nothing is a difference. */
  readonly base: readonly AssetFile[] | null;
  /** What CODEOWNERS says at the base; null without one. */
  readonly owners: Owners | null;
  /** The credentials of both sides. */
  readonly secrets: readonly Secret[];
  readonly change: Change;
  readonly policy: Policy;
  readonly failOn: FailOn;
  /** YYYY-MM-DD, UTC. */
  readonly today: string;
  readonly hash: Hash;
};

/**
 * The deterministic leg. Every rule runs over every asset of the head, and again over the base, so that what was
 * there before can be told from what the change brings. Throws GateError `audit-failed` when anything in it fails:
 * an audit that did not run to its end has no verdict.
 */
export function runAudit(request: AuditRequest): AuditResult {
  const semantics = semanticsOf(request.policy.opencodeVersion);
  const head = parseProject(request.head, semantics);
  const base = request.base === null ? null : parseProject(request.base, semantics);
  const renamed = new Map(
    request.change.files
      .filter((file) => file.status === 'renamed')
      .map((file) => [file.basePath, file.path]),
  );
  const nowNamed = (path: Path): Path => renamed.get(path) ?? path;
  const before = base === null ? [] : findAll(contextOf('base', base, null, request), request, nowNamed);
  const found = findAll(contextOf('head', head, base, request), request, (path) => path);
  const { finding: masked } = maskOf(request.secrets);
  const findings = acceptFindings(found, before, request.policy, request.today)
    .map(masked)
    .toSorted(bySeverity);
  return judge(findings, request.failOn, buildMatrix(head, base));
}

function judge(findings: readonly Finding[], failOn: FailOn, matrix: AuditResult['matrix']): AuditResult {
  const blocking = findings.filter((finding) => !finding.accepted && reaches(finding.severity, failOn));
  if (blocking.length === 0) return { verdict: 'pass', findings, matrix, reasons: [] };
  const count = blocking.length === 1 ? '1 finding' : `${blocking.length} findings`;
  const message = `The audit has ${count} at or over the threshold "${failOn}".`;
  return { verdict: 'block', findings, matrix, reasons: [{ code: 'finding-at-threshold', message }] };
}

function contextOf(
  side: Side,
  project: Project,
  base: Project | null,
  { change, policy, owners, secrets, today }: AuditRequest,
): AuditContext {
  const own = secrets.filter((secret) => secret.side === side);
  return { side, project, base, change, policy, owners, secrets: own, today };
}

/** `pathOf` gives the path under which a finding is recognised: at the base, the name that the file has now. */
function findAll(
  context: AuditContext,
  { policy, hash }: AuditRequest,
  pathOf: (path: Path) => Path,
): readonly Finding[] {
  const found = new Map<string, Finding>();
  for (const rule of RULES) {
    const setting = policy.rules[rule.id] ?? (rule.offByDefault ? 'off' : undefined);
    if (setting === 'off') continue;
    for (const hit of hitsOf(rule, context)) {
      const finding = stampHit(hit, {
        rule,
        severity: setting ?? hit.severity ?? rule.severity,
        context,
        hash,
        pathOf,
      });
      // The same place can be reached from several folders in which OpenCode may be started.
      found.set(`${finding.id} ${finding.startLine}`, finding);
    }
  }
  return [...found.values()];
}

function* hitsOf(rule: Rule, context: AuditContext) {
  try {
    yield* rule.check(context);
  } catch (cause) {
    const message = `The rule ${rule.id} failed, so the audit is incomplete. Please report this.`;
    throw new GateError('audit-failed', message, { cause });
  }
}
