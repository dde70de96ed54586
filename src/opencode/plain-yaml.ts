import type { Path } from '../change/change.ts';
import { type Entry, type Node, objectNode, type Place, scalarNode } from './node.ts';
import { plainKey, plainScalar } from './plain-scalar.ts';

/**
 * Reads the YAML that nearly all front matter is: maps in maps, one key and at most one value a line, nothing that
 * YAML gives a meaning of its own. Null for any other text, which is left to the real reader (yaml.ts): this one must
 * make of a text what that one makes of it, or nothing. It takes a fraction of the time.
 */
export function parsePlainYaml(text: string, path: Path, firstLine: number): Node | null {
  const open: Open[] = [];
  let left = MAX_LINES;
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    left -= 1;
    const match = left < 0 || line.length > MAX_LENGTH ? null : LINE.exec(line);
    if (match === null) return null;
    const place: Place = { path, line: firstLine + index, column: (match[1]?.length ?? 0) + 1 };
    if (!add(open, match, place)) return null;
  }
  return closeTo(open, 0) ? (open.pop()?.close() ?? null) : null;
}

const MAX_LINES = 400;
const MAX_LENGTH = 1000;
const MAX_DEPTH = 16;

/** Printable, and neither a bracket (depth is counted elsewhere), a quote, a backslash, a colon nor `#`. */
const SAFE = String.raw`[^\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff[\]{}"'\\:#]`;
const KEY = String.raw`[A-Za-z_][\w-]*`;
const QUOTED = `"(?:${SAFE}|[':#])*"|'(?:${SAFE}|[":#])*'`;
/** A colon in a value is text when no blank follows; it begins with what begins nothing else, and ends in no blank. */
const VALUE = String.raw`(?=[\w/.~$])(?:${SAFE}|['"](?<=\w['"])|:(?=[\w/]))*(?<! )`;
const LINE = new RegExp(`^( *)(${KEY}|${QUOTED}):(?: +(${QUOTED}|${VALUE}))?$`);

/** A map whose end has not been seen. `key` is the last one, as long as it has no value. */
type Open = {
  readonly place: Place;
  readonly entries: Map<string, Entry>;
  key: { readonly key: string; readonly place: Place } | null;
  readonly close: () => Node;
};

function add(open: Open[], match: RegExpExecArray, place: Place): boolean {
  const [line, , written = '', value] = match;
  const map = mapAt(open, place);
  if (map === null || map.key !== null) return false;
  const key = isQuoted(written) ? written.slice(1, -1) : plainKey(written);
  if (map.entries.has(key) || key === '<<') return false;
  if (value === undefined) {
    map.key = { key, place };
    return true;
  }
  const at = { ...place, column: line.length - value.length + 1 };
  const node = scalarNode(at, isQuoted(value) ? value.slice(1, -1) : plainScalar(value));
  map.entries.set(key, { key, place, node });
  return true;
}

/** The map that a line at this column belongs to; null where it is indented as no map is. */
function mapAt(open: Open[], place: Place): Open | null {
  const last = open.at(-1);
  if (last === undefined || (last.key !== null && place.column > last.place.column)) {
    if (open.length >= MAX_DEPTH) return null;
    const entries = new Map<string, Entry>();
    const started: Open = { place, entries, key: null, close: () => objectNode(place, entries.values()) };
    open.push(started);
    return started;
  }
  const depth = open.findLastIndex((map) => map.place.column === place.column);
  return depth >= 0 && closeTo(open, depth) ? (open[depth] ?? null) : null;
}

/** Ends the maps deeper than `depth`; false when one of them has a key without a value, or there is none at all. */
function closeTo(open: Open[], depth: number): boolean {
  while (open.length > depth + 1) {
    const map = open.pop();
    const parent = open.at(-1);
    if (map === undefined || map.key !== null || !parent?.key) return false;
    parent.entries.set(parent.key.key, { ...parent.key, node: map.close() });
    parent.key = null;
  }
  return open[depth]?.key === null;
}

function isQuoted(text: string): boolean {
  return text.startsWith('"') || text.startsWith("'");
}
