import ignore from 'ignore';
import type { Change, ChangedFile, Path } from './change.ts';
import { type CoverageEntry, type CoverageOutcome, unitsOf } from './coverage.ts';

/** Patterns with the semantics of .gitignore. No `include` at all means every file. Written by the team, in the base. */
export type ScopePatterns = {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Left out here, and of everything else that a model could see. */
  readonly hidden?: readonly string[];
};

export type Scope = {
  /** What the reviewer reads: every file with lines that the patterns let in. */
  readonly inside: readonly ChangedFile[];
  /** The ledger's entries for all other files. */
  readonly outside: readonly CoverageEntry[];
};

/** Divides the files of a change into what is reviewed and what the ledger accounts for by itself. */
export function inScope(change: Change, patterns: ScopePatterns): Scope {
  const isWanted = matcher(patterns);
  const inside: ChangedFile[] = [];
  const outside: CoverageEntry[] = [];
  for (const file of change.files) {
    const aside = isWanted(file) ? withoutLines(file) : EXCLUDED;
    if (aside === null) inside.push(file);
    else outside.push(...unitsOf(file).map((unit) => ({ ...unit, ...aside })));
  }
  return { inside, outside };
}

type Aside = { readonly outcome: CoverageOutcome; readonly why: string };

/** Whether a path is one that no model gets to see. */
export function hides(hidden: readonly string[]): (path: Path) => boolean {
  const patterns = rules(hidden);
  return (path) => patterns.ignores(path);
}

const EXCLUDED: Aside = {
  outcome: 'excluded',
  why: "The policy's include, exclude and hidden leave this file out.",
};

/** A renamed file is left out only if both its names are: moving code out of scope is a change within it. */
function matcher({ include, exclude, hidden = [] }: ScopePatterns): (file: ChangedFile) => boolean {
  const included = rules(include);
  const excluded = rules([...exclude, ...hidden]);
  const isIn = (path: string) => (include.length === 0 || included.ignores(path)) && !excluded.ignores(path);
  return ({ path, basePath, status }) => isIn(path) || (status === 'renamed' && isIn(basePath));
}

function rules(patterns: readonly string[]): ignore.Ignore {
  return ignore({ ignorecase: false, allowRelativePaths: true }).add([...patterns]);
}

/** What the ledger says about a file that has no line to review; null for a file that has. */
function withoutLines(file: ChangedFile): Aside | null {
  if (file.hunks.length > 0) return null;
  if (file.kind !== 'binary')
    return noLines('No line changes: the file is empty, moved, copied or has another mode.');
  if (file.status === 'deleted') return noLines('Binary content that is gone at the head.');
  if (file.baseBlob === file.headBlob) return noLines('Binary content that the change does not touch.');
  if (file.passiveMedia)
    return { outcome: 'passive-media', why: 'An image, font, audio or video by its name and signature.' };
  return { outcome: 'binary', why: 'Binary content cannot be reviewed.' };
}

function noLines(why: string): Aside {
  return { outcome: 'no-lines', why };
}
