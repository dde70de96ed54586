import type { Coverage } from '../change/coverage.ts';
import type { Code, Reason } from '../errors.ts';
import { type FailOn, type Finding, reaches, SEVERITIES } from './finding.ts';
import { leftOutReasons } from './left-out.ts';
import type { AuditResult, Outcome, ReviewResult, Verdict } from './verdict.ts';

/** A verdict and all that it rests on. */
export type Judgement = { readonly verdict: Verdict; readonly reasons: readonly Reason[] };

/** Reasons that explain a pass. Every other reason, a future one included, stands in its way. */
const HARMLESS: ReadonlySet<Code> = new Set<Code>(['nothing-to-review', 'review-off']);

/**
 * The one rule of the verdict: a finding at the threshold blocks, anything that is missing leaves the run
 * inconclusive, and a pass is what remains. A run that has both blocks, and names both.
 */
export function verdictOf(reasons: readonly Reason[]): Verdict {
  if (reasons.some(({ code }) => code === 'finding-at-threshold')) return 'block';
  if (reasons.some(({ code }) => !HARMLESS.has(code))) return 'inconclusive';
  return 'pass';
}

/** What the audit alone comes to, when it ran over every asset. */
export function decideAudit(findings: readonly Finding[], failOn: FailOn): Verdict {
  return verdictOf(thresholdReasons(findings, failOn));
}

/** What one bundle came to: a valid report from a run that ended by itself, or the reason why there is none. */
export type BundleResult = 'reported' | Reason;

/** Everything that a review must show before it can pass. */
export type ReviewProof = {
  readonly findings: readonly Finding[];
  readonly failOn: FailOn;
  /** One entry for each bundle that was planned, also for those that were never started. */
  readonly bundles: readonly BundleResult[];
  readonly coverage: Coverage;
  /** Whatever else went wrong: a broker that refused, a permission that was rejected, an interruption. */
  readonly missing?: readonly Reason[];
};

export function decideReview(proof: ReviewProof): Judgement {
  const failures = proof.bundles.filter((bundle) => bundle !== 'reported');
  return judgementOf([
    ...thresholdReasons(proof.findings, proof.failOn),
    ...failures,
    ...(proof.missing ?? []),
    ...leftOutReasons(proof.coverage),
    ...emptyReasons(proof),
  ]);
}

/** The gate's verdict: the worse of the two, with the reasons of both. */
export function combine(audit: Judgement, review: Judgement, missing: readonly Reason[] = []): Judgement {
  const together = judgementOf([...audit.reasons, ...review.reasons, ...missing]);
  return { ...together, verdict: worst([together.verdict, audit.verdict, review.verdict]) };
}

/** From a leg's results to the object that every surface is made from. `moved` and other late reasons count. */
export function decideOutcome(parts: {
  readonly range: Outcome['range'];
  readonly audit: AuditResult;
  readonly review: ReviewResult;
  readonly failOn: FailOn;
  readonly policyIsDefault: boolean;
  readonly hunks: Outcome['hunks'];
  readonly moved?: readonly Reason[];
  readonly notes?: readonly string[];
  readonly contest?: Outcome['contest'];
}): Outcome {
  const { moved = [], notes = [], contest, ...rest } = parts;
  const blocking = thresholdReasons([...rest.audit.findings, ...weighedOf(rest.review)], rest.failOn);
  const legs = [rest.audit, rest.review].map((leg) => ({
    verdict: leg.verdict,
    reasons: leg.reasons.filter(({ code }) => code !== 'finding-at-threshold'),
  }));
  const judgement = legs.reduce((sum, leg) => combine(sum, leg), judgementOf([...blocking, ...moved]));
  return { ...rest, ...judgement, notes, ...(contest === undefined ? {} : { contest }) };
}

/** The audit with its findings as they are by now: only what counted against it for a finding can go. */
export function redecideAudit(audit: AuditResult, findings: readonly Finding[], failOn: FailOn): AuditResult {
  return { ...audit, findings, ...redecided(audit, findings, failOn) };
}

/** The same for the review: what is missing stays missing, and what is not shown goes on to count. */
export function redecideReview(
  review: ReviewResult,
  findings: readonly Finding[],
  failOn: FailOn,
): ReviewResult {
  const now = { ...review, findings };
  return { ...now, ...redecided(review, weighedOf(now), failOn) };
}

function redecided(leg: Judgement, findings: readonly Weighed[], failOn: FailOn): Judgement {
  const others = leg.reasons.filter(({ code }) => code !== 'finding-at-threshold');
  const now = judgementOf([...thresholdReasons(findings, failOn), ...others]);
  return leg.verdict === 'block' ? now : { ...now, verdict: worst([leg.verdict, now.verdict]) };
}

/** What the verdict needs to know of a finding. */
type Weighed = Pick<Finding, 'severity' | 'accepted'>;

function weighedOf({ findings, unshown = [] }: ReviewResult): readonly Weighed[] {
  return [...findings, ...unshown.map((severity) => ({ severity }))];
}

/** The same outcome with more that is missing: never better than before, and never a pass. */
export function withhold(outcome: Outcome, missing: readonly Reason[]): Outcome {
  return { ...outcome, ...combine(outcome, judgementOf(missing)) };
}

/** Findings that count against the change: not accepted, and at or over the threshold. */
export function blockingFindings<Some extends Weighed>(
  findings: readonly Some[],
  failOn: FailOn,
): readonly Some[] {
  return findings.filter((finding) => finding.accepted === undefined && reaches(finding.severity, failOn));
}

/** One sentence with the counts, worst first; empty when nothing reaches the threshold. */
export function thresholdReasons(findings: readonly Weighed[], failOn: FailOn): readonly Reason[] {
  const blocking = blockingFindings(findings, failOn);
  if (blocking.length === 0) return [];
  const counts = SEVERITIES.map((severity) => ({
    severity,
    count: blocking.filter((finding) => finding.severity === severity).length,
  })).filter(({ count }) => count > 0);
  const list = counts.map(({ severity, count }) => `${count} ${severity}`).join(', ');
  const what = blocking.length === 1 ? 'finding reaches' : 'findings reach';
  const remedy = 'Fix the cause, or accept it in the policy with a reason.';
  return [
    {
      code: 'finding-at-threshold',
      message: `${list} ${what} the threshold (fail-on: ${failOn}). ${remedy}`,
    },
  ];
}

/** A change without anything to read passes and says so; a ledger that claims a review nobody made does not. */
function emptyReasons({ bundles, coverage }: ReviewProof): readonly Reason[] {
  const reviewed = coverage.entries.some(({ outcome }) => outcome === 'reviewed');
  if (!reviewed && bundles.length === 0 && coverage.complete) {
    return [{ code: 'nothing-to-review', message: 'The change holds nothing that a reviewer could read.' }];
  }
  if (reviewed && !bundles.includes('reported')) {
    return [
      { code: 'coverage-incomplete', message: 'The ledger names reviewed parts, but no report is there.' },
    ];
  }
  return [];
}

function judgementOf(reasons: readonly Reason[]): Judgement {
  const unique = reasons.filter(
    (reason, index) => reasons.findIndex((other) => same(reason, other)) === index,
  );
  return { verdict: verdictOf(unique), reasons: unique };
}

function same(a: Reason, b: Reason): boolean {
  return a.code === b.code && a.message === b.message;
}

function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('block')) return 'block';
  return verdicts.every((verdict) => verdict === 'pass') ? 'pass' : 'inconclusive';
}
