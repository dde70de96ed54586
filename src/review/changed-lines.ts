import type { ChangedFile, Hunk, Line, Side } from '../change/change.ts';
import { comparable } from './visible.ts';

/** Consecutive lines of one side of one hunk. `changed` says that the change added (removed) one of them. */
export type Place = {
  readonly side: Side;
  readonly startLine: number;
  readonly endLine: number;
  readonly changed: boolean;
  /** The lines themselves, without CR at their ends. */
  readonly text: string;
};

export type Found = {
  /** Head before base, in the order of the hunks. */
  readonly places: readonly Place[];
  /** False when there may be more places than were looked at; then no place is the only one. */
  readonly all: boolean;
};

export type ChangedLines = { find(evidence: readonly string[]): Found };

/** So many places of the evidence's rarest line are looked at; more than one match is ambiguous anyway. */
const MAX_PLACES = 1000;

/** The lines of a file's hunks, indexed by their text, so that each finding costs what its own evidence costs. */
export function indexLines(file: ChangedFile): ChangedLines {
  const starts = new Map<string, Spot[]>();
  for (const side of ['head', 'base'] as const) {
    for (const hunk of file.hunks) addRun(starts, runOf(hunk, side));
  }
  return {
    find(evidence) {
      const keys = evidence.map(comparable);
      const { spots, offset } = rarest(keys, starts);
      const places = spots
        .slice(0, MAX_PLACES)
        .map(({ run, at }) => ({ run, at: at - offset }))
        .filter(({ run, at }) => at >= 0 && keys.every((key, index) => run.keys[at + index] === key))
        .map(({ run, at }) => placeOf(run, at, keys.length));
      return { places, all: spots.length <= MAX_PLACES };
    },
  };
}

type Spot = { readonly run: Run; readonly at: number };

function addRun(starts: Map<string, Spot[]>, run: Run): void {
  run.keys.forEach((key, at) => {
    const spots = starts.get(key);
    if (spots) spots.push({ run, at });
    else starts.set(key, [{ run, at }]);
  });
}

/** Where the line of the evidence occurs that occurs least, and which line that is. */
function rarest(keys: readonly string[], starts: ReadonlyMap<string, readonly Spot[]>) {
  const all = keys.map((key, offset) => ({ spots: starts.get(key) ?? [], offset }));
  return all.reduce((best, next) => (next.spots.length < best.spots.length ? next : best), {
    spots: all[0]?.spots ?? [],
    offset: 0,
  });
}

type Run = { readonly side: Side; readonly lines: readonly Line[]; readonly keys: readonly string[] };

function runOf(hunk: Hunk, side: Side): Run {
  const lines = hunk.lines.filter((line) => line.kind !== (side === 'head' ? 'removed' : 'added'));
  return { side, lines, keys: lines.map((line) => comparable(line.text)) };
}

function placeOf({ side, lines }: Run, at: number, count: number): Place {
  const meant = lines.slice(at, at + count);
  const numbers = meant.map((line) => (side === 'head' ? line.headLine : line.baseLine) ?? 0);
  return {
    side,
    startLine: numbers[0] ?? 0,
    endLine: numbers.at(-1) ?? 0,
    changed: meant.some((line) => line.kind !== 'context'),
    text: meant.map((line) => line.text.replace(/\r$/, '')).join('\n'),
  };
}
