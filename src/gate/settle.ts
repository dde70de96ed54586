import type { Change } from '../change/change.ts';
import { type Reason, reasonOf } from '../errors.ts';
import type { Ports } from '../ports.ts';
import { decideOutcome, withhold } from '../verdict/decide.ts';
import type { Outcome } from '../verdict/verdict.ts';
import type { Contested } from './contest-findings.ts';
import type { Subject } from './read-subject.ts';

/** Both legs as one outcome. A head that moved meanwhile was not judged, so that the outcome cannot be a pass. */
export async function settle(
  { range, change, policy, failOn }: Subject,
  { audit, review, notes, contest }: Contested,
  { repository }: Ports,
): Promise<Outcome> {
  const moved = await repository.currentHead().then(
    (now): readonly Reason[] => (now === range.head ? [] : [{ code: 'head-moved', message: MOVED }]),
    // A head that nobody can name any more stands in the way of a pass; what was found still counts.
    (error: unknown) => [vanished(reasonOf(error))],
  );
  const { isDefault: policyIsDefault } = policy;
  return decideOutcome({
    range,
    audit,
    review,
    failOn,
    moved,
    policyIsDefault,
    hunks: hunksOf(change),
    notes,
    ...(contest === undefined ? {} : { contest }),
  });
}

function hunksOf({ files }: Change): Outcome['hunks'] {
  return files.map(({ path, hunks }) => ({
    path,
    hunks: hunks.map(({ lines: _lines, ...range }) => range),
  }));
}

const MOVED =
  'The head moved while it was being judged; this result is about the older commit. Run the gate again on the new head.';

/** The name was known when the run began, so that nobody mistyped it. */
function vanished(reason: Reason): Reason {
  return reason.code === 'revision-unknown' ? { code: 'head-moved', message: GONE } : reason;
}

const GONE =
  'The head was removed from the repository while it was being judged. Run the gate again on a head that is there.';

/** The outcome of a run that could not judge to its end; keeps what an earlier outcome had found. */
export function undecided(reason: Reason, before: Outcome = NOTHING_KNOWN): Outcome {
  return withhold(before, [reason]);
}

const NOTHING_KNOWN: Outcome = {
  verdict: 'inconclusive',
  range: null,
  audit: { verdict: 'inconclusive', findings: [], matrix: [], reasons: [] },
  review: {
    verdict: 'inconclusive',
    findings: [],
    dropped: 0,
    relocated: 0,
    coverage: { entries: [], complete: false },
    usage: { input: 0, output: 0, cached: 0, costUsd: 0 },
    durationMs: 0,
    summary: '',
    reasons: [],
  },
  reasons: [],
  failOn: 'high',
  policyIsDefault: false,
  hunks: [],
  notes: [],
};
