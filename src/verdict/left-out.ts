import type { Coverage, CoverageOutcome } from '../change/coverage.ts';
import type { Reason } from '../errors.ts';

/** The outcomes that leave a hole, in words. */
const HOLES: Readonly<Partial<Record<CoverageOutcome, string>>> = {
  'not-reviewed': 'not reached',
  'too-large': 'too large',
  binary: 'binary',
};

/**
 * Why the ledger is not complete, with counts; empty when it is. The entries are counted here again, so that a
 * ledger that calls itself complete and is not does not pass.
 */
export function leftOutReasons(coverage: Coverage): readonly Reason[] {
  const counts = Object.entries(HOLES).map(([outcome, words]) => ({
    words,
    count: coverage.entries.filter((entry) => entry.outcome === outcome).length,
  }));
  const open = counts.reduce((sum, { count }) => sum + count, 0);
  if (open === 0 && coverage.complete) return [];
  const detail = counts
    .filter(({ count }) => count > 0)
    .map(({ words, count }) => `${count} ${words}`)
    .join(', ');
  const what =
    open === 0 ? 'The ledger of the review was not closed' : `${parts(open)} not reviewed (${detail})`;
  const isReached = counts.some(({ words, count }) => words !== HOLES['not-reviewed'] && count > 0);
  return [{ code: 'coverage-incomplete', message: `${what}. ${isReached || open === 0 ? REMEDY : CAUSE}` }];
}

/** Parts are not reached when something else failed, and that something has a reason of its own. */
const CAUSE = 'The other reasons say why.';

const REMEDY = 'Split the change, raise the limits, or exclude these paths in the policy.';

function parts(count: number): string {
  return count === 1 ? '1 part of the change was' : `${count} parts of the change were`;
}
