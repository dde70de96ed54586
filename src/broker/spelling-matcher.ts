import type { Spelling } from './spellings.ts';

/** Where a spelling ends that begins at a place; `isCut` when the text ends before that can be told. */
export type Match = { readonly end: number | null; readonly isCut: boolean; readonly matched: number };

/** Finds any of several spellings in Latin-1 text. */
export type SpellingMatcher = {
  /** The next place from `from` on where one might begin, or -1; looks at two bytes only. */
  candidate(bytes: Buffer, from: number): number;
  matchAt(text: string, at: number): Match;
};

/** What may stand for one character, by the first character of it. */
type Unit = ReadonlyMap<number, readonly string[]>;

export function openMatcher(spellings: readonly Spelling[]): SpellingMatcher {
  const pairs = pairsOf(spellings);
  const all = spellings.map((spelling) => spelling.map(indexed));
  return {
    candidate(bytes, from) {
      const last = bytes.length - 1;
      for (let at = from; at < last; at += 1) {
        if (pairs[((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)] === 1) return at;
      }
      // Of the last byte nothing is known but itself.
      return last >= from && pairs[ALONE + (bytes[last] ?? 0)] === 1 ? last : -1;
    },
    matchAt(text, at) {
      let isCut = false;
      let matched = 0;
      for (const units of all) {
        // Most places are no beginning of most spellings.
        if (units[0]?.has(text.charCodeAt(at)) !== true) continue;
        const match = follow(units, text, at);
        if (match.end !== null) return match;
        isCut ||= match.isCut;
        if (match.isCut) matched = Math.max(matched, match.matched);
      }
      return { end: null, isCut, matched };
    },
  };
}

const ALONE = 65_536;

/** Which two bytes a spelling can begin with, and which one. */
function pairsOf(spellings: readonly Spelling[]): Uint8Array {
  const pairs = new Uint8Array(ALONE + 256);
  for (const [first = [], second = []] of spellings) {
    for (const text of first) {
      const nexts = text.length > 1 ? [text.charCodeAt(1)] : second.map((next) => next.charCodeAt(0));
      for (const next of nexts) pairs[(text.charCodeAt(0) << 8) | next] = 1;
      pairs[ALONE + text.charCodeAt(0)] = 1;
    }
  }
  return pairs;
}

function indexed(texts: readonly string[]): Unit {
  const unit = new Map<number, string[]>();
  for (const text of texts) {
    const code = text.charCodeAt(0);
    const found = unit.get(code);
    if (found === undefined) unit.set(code, [text]);
    else found.push(text);
  }
  return unit;
}

/** All ways at once: one text may be read as two of them. */
function follow(units: readonly Unit[], text: string, start: number): Match {
  let places: readonly number[] = [start];
  let isCut = false;
  for (const [index, unit] of units.entries()) {
    const open = places.filter((place) => place >= text.length || unit.has(text.charCodeAt(place)));
    if (open.length === 0) return isCut ? { end: null, isCut, matched: index } : NO_MATCH;
    isCut ||= open.some((place) => isCutOff(unit, text, place));
    const next = open.flatMap((place) => step(unit, text, place));
    if (next.length === 0) return { end: null, isCut, matched: index };
    places = next.length > 1 ? [...new Set(next)] : next;
  }
  return { end: Math.max(...places), isCut: false, matched: units.length };
}

const NO_MATCH: Match = { end: null, isCut: false, matched: 0 };

function step(unit: Unit, text: string, place: number): readonly number[] {
  const written = unit.get(text.charCodeAt(place));
  if (written === undefined) return NOWHERE;
  return written.filter((each) => text.startsWith(each, place)).map((each) => place + each.length);
}

const NOWHERE: readonly number[] = [];

/** Whether the text ends before this unit does. */
function isCutOff(unit: Unit, text: string, place: number): boolean {
  if (place >= text.length) return true;
  if (text.length - place > LONGEST) return false;
  const rest = text.slice(place);
  return (unit.get(text.charCodeAt(place)) ?? []).some(
    (each) => each.length > rest.length && each.startsWith(rest),
  );
}

/** No text for one character is longer. */
const LONGEST = 16;
