import type { CoverageEntry } from '../change/coverage.ts';
import type { Reason } from '../errors.ts';
import type { Accepted, Finding } from '../verdict/finding.ts';
import type { ContestTerms, MatrixRow, Outcome } from '../verdict/verdict.ts';

/**
 * The outcome with every text of it passed through `redact`, before any encoder may have split a secret with its
 * escapes. What is ours alone (verdicts, severities, numbers, fingerprints, commits) stays.
 */
export function redacted(outcome: Outcome, redact: (text: string) => string): Outcome {
  const { audit, review } = outcome;
  const findings = (list: readonly Finding[]) => list.map((finding) => redactFinding(finding, redact));
  const reasons = (list: readonly Reason[]) =>
    list.map(({ code, message }) => ({ code, message: redact(message) }));
  return {
    ...outcome,
    audit: {
      ...audit,
      findings: findings(audit.findings),
      matrix: audit.matrix.map((row) => redactRow(row, redact)),
      reasons: reasons(audit.reasons),
    },
    review: {
      ...review,
      findings: findings(review.findings),
      coverage: {
        ...review.coverage,
        entries: review.coverage.entries.map((entry) => redactEntry(entry, redact)),
      },
      summary: redact(review.summary),
      reasons: reasons(review.reasons),
    },
    reasons: reasons(outcome.reasons),
    notes: outcome.notes.map(redact),
    ...(outcome.contest === undefined ? {} : { contest: redactTerms(outcome.contest, redact) }),
  };
}

function redactFinding(finding: Finding, redact: (text: string) => string): Finding {
  const { remedy, suggestion, accepted } = finding;
  return {
    ...finding,
    rule: redact(finding.rule),
    category: redact(finding.category),
    path: redact(finding.path),
    title: redact(finding.title),
    message: redact(finding.message),
    evidence: redact(finding.evidence),
    ...(remedy === undefined ? {} : { remedy: redact(remedy) }),
    ...(suggestion === undefined ? {} : { suggestion: redact(suggestion) }),
    ...(accepted === undefined ? {} : { accepted: redactAccepted(accepted, redact) }),
  };
}

/** The command has a form of its own, and people copy it. */
function redactTerms(terms: ContestTerms, redact: (text: string) => string): ContestTerms {
  const owners = Object.entries(terms.owners).map(([id, names]) => [id, names.map(redact)] as const);
  const label = terms.label === null ? null : redact(terms.label);
  return { ...terms, label, roles: terms.roles.map(redact), owners: Object.fromEntries(owners) };
}

function redactAccepted(accepted: Accepted, redact: (text: string) => string): Accepted {
  const reason = redact(accepted.reason);
  if (accepted.by !== 'maintainer') return { ...accepted, reason };
  return { ...accepted, reason, who: redact(accepted.who) };
}

function redactRow(row: MatrixRow, redact: (text: string) => string): MatrixRow {
  const { agent, origin, cells, changed, before } = row;
  const keysOf = (list: MatrixRow['cells']) =>
    Object.fromEntries(Object.entries(list).map(([key, cell]) => [redact(key), cell] as const));
  return {
    ...row,
    agent: redact(agent),
    origin: redact(origin),
    cells: keysOf(cells),
    ...(changed === undefined ? {} : { changed: changed.map(redact) }),
    ...(before === undefined ? {} : { before: keysOf(before) }),
  };
}

function redactEntry(entry: CoverageEntry, redact: (text: string) => string): CoverageEntry {
  return { ...entry, path: redact(entry.path), why: redact(entry.why) };
}
