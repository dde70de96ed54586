import { type GateError, reasonOf } from './errors.ts';
import { auditChange } from './gate/audit-change.ts';
import { contestFindings } from './gate/contest-findings.ts';
import { type Request, readSubject } from './gate/read-subject.ts';
import { reviewHead } from './gate/review-head.ts';
import { settle, undecided } from './gate/settle.ts';
import type { Ports } from './ports.ts';
import type { Outcome } from './verdict/verdict.ts';

/**
 * The story of one run: what the pull request changes is audited and reviewed, both legs give one verdict, and
 * people see it. Never throws: whatever goes wrong is a reason of an `inconclusive` outcome.
 */
export async function gate(request: Request, ports: Ports): Promise<Outcome> {
  const start = Date.now();
  const judged = await judge(request, ports).catch((error: unknown) => undecided(reasonOf(error)));
  const { signal, notes = [] } = request;
  const outcome = { ...judged, notes: [...judged.notes, ...notes] };
  // Whatever was complete before the run was ended: a run that was told to end is no pass.
  return publish(signal.aborted ? undecided(reasonOf(signal.reason), outcome) : outcome, start, ports);
}

async function judge(request: Request, ports: Ports): Promise<Outcome> {
  const subject = await readSubject(request, ports);
  const [{ audit, mask }, review] = await Promise.all([
    auditChange(subject, request, ports),
    reviewHead(subject, request, ports),
  ]);
  const shown = {
    ...review,
    findings: review.findings.map(mask.finding),
    summary: mask.text(review.summary),
  };
  const contested = await contestFindings(subject, { audit, review: shown }, request, ports);
  return settle(subject, contested, ports);
}

/** A verdict that people cannot see is no verdict: what could not be published makes the outcome inconclusive. */
async function publish(outcome: Outcome, start: number, { publisher, trail }: Ports): Promise<Outcome> {
  const record = ({ verdict, reasons }: Outcome) =>
    trail.record({ kind: 'verdict', verdict, reasons, ms: Date.now() - start });
  try {
    await publisher.publish(outcome);
    record(outcome);
    return outcome;
  } catch (error) {
    const last = undecided(reasonOf(error), outcome);
    try {
      record(last);
    } catch {
      // The trail itself failed, and the outcome says so.
    }
    return last;
  }
}

export type { GateError, Request };
