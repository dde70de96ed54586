import type { LineEntry } from './by-line.ts';
import type { OwnComment } from './review-comments.ts';

export type Matches<Entry extends LineEntry> = {
  readonly matched: ReadonlyMap<Entry, OwnComment>;
  /** Comments that show none of the entries, or one that has its comment. */
  readonly spare: readonly OwnComment[];
};

/**
 * Finds for each entry the comment that shows it already, by the fingerprints of its findings. The same text may stand
 * on several lines, and a line may have lost or gained a finding: first those that agree best take what is theirs.
 */
export function matchComments<Entry extends LineEntry>(
  entries: readonly Entry[],
  comments: readonly OwnComment[],
): Matches<Entry> {
  const byId = new Map<string, OwnComment[]>();
  for (const comment of comments) {
    for (const id of comment.marker.ids) byId.set(id, [...(byId.get(id) ?? []), comment]);
  }
  const matched = new Map<Entry, OwnComment>();
  const taken = new Set<OwnComment>();
  for (const least of [Agreement.Line, Agreement.Text, Agreement.Some]) {
    for (const entry of entries) {
      if (matched.has(entry)) continue;
      const best = bestOf(entry, byId, taken, least);
      if (best === null) continue;
      matched.set(entry, best);
      taken.add(best);
    }
  }
  return { matched, spare: comments.filter((comment) => !taken.has(comment)) };
}

/** The same findings on the same line, the same findings elsewhere, one finding in common. */
const Agreement = { Some: 1, Text: 2, Line: 3 } as const;

/** Of those that agree alike: one that people have answered, then the oldest. */
function bestOf(
  entry: LineEntry,
  byId: ReadonlyMap<string, readonly OwnComment[]>,
  taken: ReadonlySet<OwnComment>,
  least: number,
): OwnComment | null {
  const ids = [entry.lead, ...entry.others].map(({ id }) => id);
  const candidates = new Set(ids.flatMap((id) => byId.get(id) ?? []));
  let best: OwnComment | null = null;
  for (const comment of candidates) {
    if (taken.has(comment) || agreement(entry, ids, comment) < least) continue;
    if (best === null || isBetter(comment, best)) best = comment;
  }
  return best;
}

function agreement({ lead }: LineEntry, ids: readonly string[], { marker, line }: OwnComment): number {
  const same = marker.ids.length === ids.length && ids.every((id) => marker.ids.includes(id));
  if (!same) return Agreement.Some;
  return line !== null && line >= lead.startLine && line <= lead.endLine ? Agreement.Line : Agreement.Text;
}

function isBetter(one: OwnComment, other: OwnComment): boolean {
  if (one.isAnswered !== other.isAnswered) return one.isAnswered;
  return one.id < other.id;
}
