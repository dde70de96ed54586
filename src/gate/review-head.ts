import { closeCoverage } from '../change/coverage.ts';
import { type Reason, reasonOf } from '../errors.ts';
import type { Ports, View } from '../ports.ts';
import type { ReviewResult } from '../verdict/verdict.ts';
import { readReviewer } from './read-reviewer.ts';
import type { Request, Subject } from './read-subject.ts';
import { reviewChange } from './review-change.ts';
import { unlessAborted } from './unless-aborted.ts';
import { writeConcealed } from './write-concealed.ts';

/**
 * The model leg. Its failures are data, so that they do not cost the audit's findings: without a completed
 * review the result is `inconclusive` and says why.
 */
export async function reviewHead(subject: Subject, request: Request, ports: Ports): Promise<ReviewResult> {
  if (request.review === 'off')
    return withoutReview(subject, 'pass', { code: 'review-off', message: OFF }, PART);
  if (subject.change.files.length === 0) {
    return withoutReview(subject, 'pass', { code: 'nothing-to-review', message: NOTHING });
  }
  try {
    return await reviewInSandbox(subject, request, ports);
  } catch (error) {
    return withoutReview(subject, 'inconclusive', reasonOf(error));
  } finally {
    await ports.agent.close();
  }
}

const OFF = 'The review is switched off; only the audit was made.';
const PART = 'The review is switched off.';
const NOTHING = 'The change is empty: there is nothing to review.';

async function reviewInSandbox(subject: Subject, request: Request, ports: Ports): Promise<ReviewResult> {
  const { agent, repository, trail, progress, hash } = ports;
  const { policy, failOn, tip } = subject;
  const { fence, signal, today } = request;
  progress.step('Preparing the sandbox');
  const [{ change, view, placeholders }, reviewer] = await Promise.all([
    writeConcealed(subject, ports),
    readReviewer(tip, request.agent, repository),
  ]);
  try {
    await unlessAborted(signal, () => agent.prepare(view, { reviewer, limits: policy.limits }));
    return await reviewChange({
      change,
      view,
      placeholders,
      policy,
      failOn,
      agent,
      hash,
      fence,
      signal,
      trail,
      progress,
      today,
    });
  } finally {
    await removeView(view);
  }
}

/** A view that cannot be removed costs disk, not the verdict. */
async function removeView(view: View): Promise<void> {
  await view.remove().then(
    () => undefined,
    () => undefined,
  );
}

function withoutReview(
  { change }: Subject,
  verdict: ReviewResult['verdict'],
  reason: Reason,
  why?: string,
): ReviewResult {
  return {
    verdict,
    findings: [],
    dropped: 0,
    relocated: 0,
    coverage: closeCoverage(change, [], why),
    usage: { input: 0, output: 0, cached: 0, costUsd: 0 },
    durationMs: 0,
    summary: '',
    reasons: [reason],
  };
}
