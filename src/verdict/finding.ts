import type { Path, Side } from '../change/change.ts';

/** From worst to mildest: this order sorts everything that is printed or capped. */
export const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const CONFIDENCES = ['high', 'medium', 'low'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

export const FAIL_ON = ['critical', 'high', 'medium', 'low', 'never'] as const;
export type FailOn = (typeof FAIL_ON)[number];

/** One problem at one place, from a rule or from a report. */
export type Finding = {
  /** The fingerprint: survives a rebase, see verdict/fingerprint.ts. */
  readonly id: string;
  readonly source: 'rule' | 'agent';
  /** The rule's id; `agent` for what a report says. */
  readonly rule: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly category: string;
  readonly path: Path;
  /** 1-based, inclusive; 0 for a finding about the file as a whole. */
  readonly startLine: number;
  readonly endLine: number;
  readonly side: Side;
  readonly title: string;
  readonly message: string;
  /** The exact text of the line or lines meant; empty for a finding about the file as a whole. */
  readonly evidence: string;
  readonly remedy?: string;
  /** Exact replacement of startLine..endLine. */
  readonly suggestion?: string;
  /** What takes it out of the verdict. */
  readonly accepted?: Accepted;
};

/**
 * By the policy's `accepted` list; by its age, for what the base had already; or by a person on the pull request, who
 * looked at that commit.
 */
export type Accepted =
  | { readonly by: 'policy' | 'existing'; readonly reason: string }
  | { readonly by: 'maintainer'; readonly reason: string; readonly who: string; readonly commit: string };

export function atLeast(severity: Severity, threshold: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(threshold);
}

/** Whether a finding of this severity reaches the threshold of `fail-on`. */
export function reaches(severity: Severity, failOn: FailOn): boolean {
  return failOn !== 'never' && atLeast(severity, failOn);
}

/** Worst first, then by path and line, so that a cap always keeps what matters most. */
export function bySeverity(a: Finding, b: Finding): number {
  const rank = SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
  if (rank !== 0) return rank;
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.startLine - b.startLine;
}
