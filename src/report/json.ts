import { bySeverity, type Finding } from '../verdict/finding.ts';
import type { Outcome } from '../verdict/verdict.ts';
import { json } from './escape/json.ts';

/** The object of `--format json` (version 1), two blanks a level, with a final line feed. */
export function renderJson(outcome: Outcome): string {
  return `${json(resultOf(outcome), 2)}\n`;
}

function resultOf({ verdict, audit, review, reasons }: Outcome) {
  return {
    version: 1,
    verdict,
    audit: { verdict: audit.verdict, findings: listOf(audit.findings), matrix: audit.matrix },
    review: {
      verdict: review.verdict,
      findings: listOf(review.findings),
      dropped: review.dropped,
      relocated: review.relocated,
      coverage: review.coverage,
      tokens: { input: review.usage.input, output: review.usage.output, cached: review.usage.cached },
      costUsd: review.usage.costUsd,
      durationMs: review.durationMs,
    },
    reasons: reasons.map(({ code, message }) => ({ code, message })),
  };
}

/** Worst first, like every list of findings. */
function listOf(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort(bySeverity);
}
