import type { Outcome } from '../verdict/verdict.ts';
import { findingsOf } from './place.ts';

/** The Action's outputs, name for name as in action.yml. */
export const OUTPUT_NAMES = [
  'verdict',
  'audit-verdict',
  'review-verdict',
  'findings',
  'highest-severity',
  'sarif-file',
  'trail-file',
  'report-file',
  'tokens',
  'cost-usd',
] as const;

export type Outputs = Readonly<Record<(typeof OUTPUT_NAMES)[number], string>>;

/** Paths of the files that this run writes; empty for one that it does not. */
export type ReportFiles = { readonly sarif: string; readonly trail: string; readonly report: string };

/** What outputs hold before anything is known, so that no value of another's making stands when we crash. */
export function earlyOutputs(): Outputs {
  return {
    verdict: 'inconclusive',
    'audit-verdict': 'inconclusive',
    'review-verdict': 'inconclusive',
    findings: '0',
    'highest-severity': 'none',
    'sarif-file': '',
    'trail-file': '',
    'report-file': '',
    tokens: '0',
    'cost-usd': '0.0000',
  };
}

/** Enums, integers, decimals and paths of ours only: nothing foreign can reach a step that reads them. */
export function renderOutputs(outcome: Outcome, files: ReportFiles): Outputs {
  const open = findingsOf(outcome).filter((finding) => finding.accepted === undefined);
  const { usage } = outcome.review;
  return {
    verdict: outcome.verdict,
    'audit-verdict': outcome.audit.verdict,
    'review-verdict': outcome.review.verdict,
    findings: String(open.length),
    'highest-severity': open[0]?.severity ?? 'none',
    'sarif-file': files.sarif,
    'trail-file': files.trail,
    'report-file': files.report,
    tokens: String(wholeOf(usage.input + usage.output)),
    'cost-usd': decimalOf(usage.costUsd),
  };
}

/** Usage is the provider's word: what is no number is 0. */
function wholeOf(count: number): number {
  return Number.isSafeInteger(count) && count > 0 ? count : 0;
}

function decimalOf(amount: number): string {
  return (Number.isFinite(amount) && amount > 0 && amount < 1e9 ? amount : 0).toFixed(4);
}
