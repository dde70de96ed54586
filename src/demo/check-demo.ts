import type { Finding } from '../verdict/finding.ts';
import type { Outcome } from '../verdict/verdict.ts';
import { CLAIMS, CLEAN, type Claim } from './sample/claims.ts';

/** What the sample must show and this outcome does not, a sentence each. Empty means that the pipeline works. */
export function checkDemo(outcome: Outcome): readonly string[] {
  const { audit, review } = outcome;
  const findings = [...audit.findings, ...review.findings];
  return [
    ...unless(outcome.verdict === 'block', `The verdict is ${outcome.verdict} instead of block.`),
    ...unless(audit.verdict === 'block', `The audit's verdict is ${audit.verdict} instead of block.`),
    ...unless(review.verdict === 'block', `The review's verdict is ${review.verdict} instead of block.`),
    ...CLAIMS.flatMap((claim) => unless(findings.some(shows(claim)), `Not shown: ${placeOf(claim)}.`)),
    ...findings
      .filter((finding) => !CLAIMS.some((claim) => shows(claim)(finding)))
      .map((finding) => `Shown although the sample does not have it: ${finding.rule} in ${finding.path}.`),
    ...unless(
      !findings.some(({ path }) => path === CLEAN),
      `There is a finding in ${CLEAN}, which is clean.`,
    ),
    ...unless(
      review.relocated === 1,
      `${review.relocated} findings were moved to their evidence instead of 1.`,
    ),
    ...unless(
      review.dropped === 1,
      `${review.dropped} findings were dropped for want of evidence instead of 1.`,
    ),
    ...unless(review.coverage.complete, 'Not every part of the change was reviewed.'),
  ];
}

function shows(claim: Claim): (finding: Finding) => boolean {
  return (finding) =>
    finding.source === claim.source &&
    finding.path === claim.path &&
    finding.startLine === claim.line &&
    (claim.source === 'rule' ? finding.rule : finding.category) === claim.name;
}

function placeOf({ name, path, line }: Claim): string {
  return `${name} at ${path}:${line}`;
}

function unless(holds: boolean, sentence: string): readonly string[] {
  return holds ? [] : [sentence];
}
