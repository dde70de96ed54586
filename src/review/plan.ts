import type { Change } from '../change/change.ts';
import { type CoverageEntry, type CoverageUnit, unitsOf } from '../change/coverage.ts';
import { inScope, type ScopePatterns } from '../change/scope.ts';
import { type Bundle, splitIntoBundles } from './bundles.ts';

/** What a review will look at, and the ledger's entries for everything that it will not. */
export type Plan = {
  readonly bundles: readonly Bundle[];
  readonly settled: readonly CoverageEntry[];
};

/** Every hunk and every file without hunks ends in a bundle or in `settled`, and none in both. */
export function planReview(change: Change, patterns: ScopePatterns, limit: number): Plan {
  const { inside, outside } = inScope(change, patterns);
  const { bundles, tooLarge } = splitIntoBundles(inside, limit);
  return { bundles, settled: [...outside, ...tooLarge.map(tooLargeEntry)] };
}

function tooLargeEntry(unit: CoverageUnit): CoverageEntry {
  return { ...unit, outcome: 'too-large', why: 'It holds a line that is larger than a brief.' };
}

/**
 * The ledger's entries for the hunks of the bundles. A hunk that was cut into windows counts as reviewed only when
 * the bundle of each window was. `failed` maps a bundle's number to our sentence why it has no report.
 */
export function coverBundles(
  bundles: readonly Bundle[],
  failed: ReadonlyMap<number, string>,
): readonly CoverageEntry[] {
  const entries = new Map<string, CoverageEntry>();
  for (const bundle of bundles) {
    const why = failed.get(bundle.number);
    for (const unit of unitsOfBundle(bundle)) {
      const key = `${unit.hunk}\0${unit.path}`;
      if (why !== undefined) entries.set(key, { ...unit, outcome: 'not-reviewed', why });
      else if (!entries.has(key)) entries.set(key, { ...unit, outcome: 'reviewed', why: REVIEWED });
    }
  }
  return [...entries.values()];
}

const REVIEWED = 'A valid report covers it.';

function unitsOfBundle(bundle: Bundle): readonly CoverageUnit[] {
  return bundle.files.flatMap(({ file, parts }) => {
    const hunks = new Set<number | null>(parts.map((part) => part.hunk));
    return unitsOf(file).filter((unit) => hunks.has(unit.hunk));
  });
}
