import { GateError } from '../errors.ts';
import type { Hunk, ObjectId } from './change.ts';
import { decodeLatin1 } from './content.ts';
import { countLines, decodeBody, parseHunks } from './hunks.ts';
import { type LineCount, parseNumstat } from './numstat.ts';
import { type PatchSection, splitPatch } from './patch-sections.ts';
import { parseRaw, type RawEntry } from './raw.ts';

/** One file of the change as git's three outputs tell it, after they were found to agree. */
export type FilePlan = RawEntry & {
  /** Git takes the content for binary. */
  readonly binary: boolean;
  /** Two when the type changed: the old file goes, then the new one comes. */
  readonly parts: readonly Part[];
};

/** What git's diff says about one file, or about the old or the new file where the type changed. */
export type Part = Pick<RawEntry, 'baseMode' | 'headMode' | 'baseBlob' | 'headBlob'> & {
  /** Null when git shows no lines because it takes the content for binary. */
  readonly hunks: readonly Hunk[] | null;
  /** `latin1` for whatever is not UTF-8: the blobs have to tell what it really is. */
  readonly encoding: 'utf-8' | 'latin1';
};

/** The outputs of `git diff-tree -r --no-commit-id` on the same two commits with the same detection of renames. */
export type GitDiff = {
  /** `-z --raw --numstat` */
  readonly names: Uint8Array;
  /** `-p --full-index`, without `-z` */
  readonly patch: Uint8Array;
};

/**
 * Joins the outputs by their order, which is git's, and checks everything that they say twice: names, number of
 * files, object ids, counts of lines. Throws GateError `change-mismatch` when they disagree.
 */
export function planChange(diff: GitDiff): readonly FilePlan[] {
  const { entries, rest } = parseRaw(diff.names);
  const counts = parseNumstat(rest);
  const sections = splitPatch(diff.patch);
  if (counts.length !== entries.length) throw mismatch('a different number of files');
  if (new Set(entries.map((entry) => entry.path)).size !== entries.length)
    throw mismatch('a file more than once');
  let next = 0;
  const plans = entries.map((entry, index) => {
    const sides = sidesOf(entry);
    const own = sections.slice(next, next + sides.length);
    next += sides.length;
    return planFile(entry, sides, own, counts[index]);
  });
  if (next !== sections.length) throw mismatch('a different number of files');
  return plans;
}

type Sides = Omit<Part, 'hunks' | 'encoding'>;

/** Git writes a change of type (file, link, submodule) as two sections. */
function sidesOf(entry: RawEntry): readonly Sides[] {
  const { baseMode, headMode, baseBlob, headBlob } = entry;
  const whole: Sides = { baseMode, headMode, baseBlob, headBlob };
  if (baseMode === null || headMode === null || typeOf(baseMode) === typeOf(headMode)) return [whole];
  return [
    { ...whole, headMode: null, headBlob: null },
    { ...whole, baseMode: null, baseBlob: null },
  ];
}

function typeOf(mode: string): string {
  return mode.slice(0, 3);
}

function planFile(
  entry: RawEntry,
  sides: readonly Sides[],
  sections: readonly PatchSection[],
  count: LineCount | undefined,
): FilePlan {
  if (count?.path !== entry.path || count.basePath !== entry.basePath) throw mismatch('different names');
  const parts = sides.map((side, index) => planPart(side, sections[index]));
  checkCounts(entry, sections, parts, count);
  return { ...entry, binary: count.added === null, parts };
}

function planPart(side: Sides, section: PatchSection | undefined): Part {
  if (!section) throw mismatch('a different number of files');
  const named = section.blobs ?? { base: side.baseBlob, head: side.baseBlob };
  if (named.base !== side.baseBlob || named.head !== side.headBlob) throw mismatch('different content');
  if (section.binary) return { ...side, hunks: null, encoding: 'utf-8' };
  const text = decodeBody(section.body);
  const hunks = parseHunks(text ?? decodeLatin1(section.body));
  return { ...side, hunks, encoding: text === null ? 'latin1' : 'utf-8' };
}

function checkCounts(
  entry: RawEntry,
  sections: readonly PatchSection[],
  parts: readonly Part[],
  count: LineCount,
): void {
  const binary = sections.some((section) => section.binary);
  if (count.added === null || count.removed === null) {
    // A binary file that only moved or changed its mode has no lines and no section that says "binary".
    if (binary || entry.baseBlob === entry.headBlob) return;
    throw mismatch('lines in what it takes for binary');
  }
  if (binary) throw mismatch('lines in what it takes for binary');
  const { added, removed } = countLines(parts.flatMap((part) => part.hunks ?? []));
  // For a changed type git counts lines that both files share as kept, though its sections do not.
  const same = parts.length === 1 ? added === count.added : added >= count.added;
  if (!same || added - removed !== count.added - count.removed) throw mismatch('different numbers of lines');
}

/** The blobs that must be read because git's diff does not tell what they hold. */
export function blobsToRead(plans: readonly FilePlan[]): readonly ObjectId[] {
  const blobs = plans.flatMap((plan) => [
    ...plan.parts.filter(isUnclear).flatMap((part) => [part.baseBlob, part.headBlob]),
    plan.binary ? (plan.headBlob ?? plan.baseBlob) : null,
  ]);
  return [...new Set(blobs.filter((blob) => blob !== null))];
}

/** Whether the blobs of a part have to be looked at. */
export function isUnclear(part: Part): boolean {
  return !isSubmodule(part) && (part.hunks === null || part.encoding === 'latin1');
}

export function isSubmodule(part: Pick<Part, 'baseMode' | 'headMode'>): boolean {
  return (part.headMode ?? part.baseMode) === '160000';
}

function mismatch(what: string): GateError {
  return new GateError(
    'change-mismatch',
    `Git's own outputs about this change disagree (${what}), so nothing about it can be relied on.`,
  );
}
