import { decideOutcome } from '../../src/verdict/decide.ts';
import type { Finding } from '../../src/verdict/finding.ts';
import type { AuditResult, Outcome, ReviewResult } from '../../src/verdict/verdict.ts';

/** A finding of the reviewer at src/orders.ts:12; name what differs. */
export function finding(parts: Partial<Finding> = {}): Finding {
  return {
    id: '0123456789abcdef0123456789abcdef',
    source: 'agent',
    rule: 'agent',
    severity: 'high',
    confidence: 'high',
    category: 'security',
    path: 'src/orders.ts',
    startLine: 12,
    endLine: 12,
    side: 'head',
    title: 'SQL built from user input',
    message: 'The name reaches the query unescaped.',
    evidence: "db.query('select ' + name)",
    remedy: 'Use a parameter.',
    ...parts,
  };
}

export type OutcomeParts = {
  readonly audit?: Partial<AuditResult>;
  readonly review?: Partial<ReviewResult>;
  readonly rest?: Partial<Outcome>;
};

/** A complete run without findings (a pass); name what differs. The verdict follows from the parts. */
export function outcome({ audit, review, rest }: OutcomeParts = {}): Outcome {
  const settled = decideOutcome({
    range: { base: 'b'.repeat(40), head: 'a'.repeat(40) },
    audit: { verdict: 'pass', findings: [], matrix: [], reasons: [], ...audit },
    review: {
      verdict: 'pass',
      findings: [],
      dropped: 0,
      relocated: 0,
      coverage: {
        complete: true,
        entries: [
          { path: 'src/orders.ts', hunk: 0, headStart: 1, headLines: 30, outcome: 'reviewed', why: 'Read.' },
        ],
      },
      usage: { input: 1200, output: 300, cached: 100, costUsd: 0.0123 },
      durationMs: 4_200,
      summary: '',
      reasons: [],
      ...review,
    },
    failOn: rest?.failOn ?? 'high',
    policyIsDefault: false,
    hunks: [],
  });
  return { ...settled, ...rest };
}
