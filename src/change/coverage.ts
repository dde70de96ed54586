import type { Change, ChangedFile, Path } from './change.ts';

/** Why a hunk (or a file without hunks) counts as looked at, or does not. */
export type CoverageOutcome =
  | 'reviewed'
  | 'excluded' // by the policy's include and exclude
  | 'passive-media' // image, font, audio, video by signature: nothing to read
  | 'no-lines' // a rename, a mode change, an empty file: no line to review
  | 'binary' // binary that is not passive media: cannot be reviewed
  | 'too-large' // a hunk or file over the limits of the brief or the view
  | 'not-reviewed'; // its bundle has no valid report, or the run ended before it

export type CoverageEntry = {
  readonly path: Path;
  /** Index of the hunk in its file; null for the file as a whole. */
  readonly hunk: number | null;
  readonly headStart: number;
  readonly headLines: number;
  readonly outcome: CoverageOutcome;
  /** One sentence for people; our words only. */
  readonly why: string;
};

/** The ledger: exactly one entry for each hunk, and one for each file without hunks. */
export type Coverage = { readonly entries: readonly CoverageEntry[]; readonly complete: boolean };

const ACCEPTED: ReadonlySet<CoverageOutcome> = new Set(['reviewed', 'excluded', 'passive-media', 'no-lines']);

/**
 * Closes the ledger: what has no entry was not reviewed, and `why` says why not. Complete means: every hunk of the change
 * has an entry, and each entry is an accepted one.
 */
export function closeCoverage(
  change: Change,
  entries: readonly CoverageEntry[],
  why = 'The run ended before this part.',
): Coverage {
  const seen = new Set(entries.map((entry) => keyOf(entry.path, entry.hunk)));
  const missing = change.files.flatMap(unitsOf).filter((unit) => !seen.has(keyOf(unit.path, unit.hunk)));
  const all = [
    ...entries,
    ...missing.map((unit): CoverageEntry => ({ ...unit, outcome: 'not-reviewed', why })),
  ];
  return { entries: all, complete: all.every((entry) => ACCEPTED.has(entry.outcome)) };
}

export type CoverageUnit = Pick<CoverageEntry, 'path' | 'hunk' | 'headStart' | 'headLines'>;

/** What the ledger counts in one file: its hunks, or the file itself when it has none. */
export function unitsOf(file: ChangedFile): readonly CoverageUnit[] {
  if (file.hunks.length === 0) return [{ path: file.path, hunk: null, headStart: 0, headLines: 0 }];
  return file.hunks.map((hunk, index) => ({
    path: file.path,
    hunk: index,
    headStart: hunk.headStart,
    headLines: hunk.headLines,
  }));
}

function keyOf(path: Path, hunk: number | null): string {
  return `${hunk ?? 'file'}\0${path}`;
}
