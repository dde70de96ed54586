import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  type YAMLMap,
  type Node as YamlNode,
  type Scalar as YamlScalar,
} from 'yaml';
import type { Path } from '../change/change.ts';
import { type Entry, MAX_DEPTH, type Node, objectNode, type Place, type Scalar, scalarNode } from './node.ts';
import { placeFinder } from './place-finder.ts';
import { plainKey, plainScalar } from './plain-scalar.ts';
import { parsePlainYaml } from './plain-yaml.ts';

export type YamlDocument =
  | { readonly ok: true; readonly root: Node }
  | { readonly ok: false; readonly place: Place; readonly message: string };

/** More parts than any real front matter has, and few enough for an alias bomb to end at once. */
const MAX_PARTS = 20_000;

type Walk = {
  readonly anchors: Map<string, YamlNode>;
  readonly at: (node: YamlNode) => Place;
  parts: number;
  /** Set once: why nothing was made of the text. */
  failure: { place: Place; message: string } | null;
};

/** Reads one YAML document; `firstLine` is the line of the file on which `text` starts. Never throws. */
export function parseYaml(text: string, path: Path, firstLine: number): YamlDocument {
  const plain = parsePlainYaml(text, path, firstLine);
  if (plain !== null) return { ok: true, root: plain };
  const start: Place = { path, line: firstLine, column: 1 };
  const nested = nestedTooDeep(text);
  if (nested) return { ok: false, place: start, message: `nested deeper than ${MAX_DEPTH} levels` };
  const at = placeFinder(text, path, firstLine);
  const document = parseDocument(quoteListKeys(withoutTabs(text)), { logLevel: 'error', uniqueKeys: false });
  // A tag that nobody knows is an error to OpenCode's reader.
  const error = document.errors[0] ?? document.warnings[0];
  if (text.includes('\0')) return { ok: false, place: at(text.indexOf('\0')), message: 'a null byte' };
  if (error !== undefined) return { ok: false, place: at(error.pos[0]), message: firstLineOf(error.message) };
  const walk: Walk = { anchors: new Map(), at: (node) => at(node.range?.[0] ?? 0), parts: 0, failure: null };
  const root = document.contents === null ? scalarNode(start, null) : convert(document.contents, walk, 0);
  if (root !== null) return { ok: true, root };
  return {
    ok: false,
    ...(walk.failure ?? { place: start, message: 'aliases repeat too much, or nest too deep' }),
  };
}

/** Null when the budget of parts or depth is spent, or `walk.failure` says why. */
function convert(node: unknown, walk: Walk, depth: number): Node | null {
  walk.parts += 1;
  if (isScalar(node) && !isPrintable(node))
    walk.failure ??= { place: walk.at(node), message: 'a control character' };
  if (walk.failure !== null) return null;
  if (walk.parts > MAX_PARTS || depth > MAX_DEPTH) return null;
  if (isAlias(node)) return convertAlias(node, walk, depth);
  if (isScalar(node)) return remember(node, walk, () => scalarNode(walk.at(node), scalarOf(node)));
  if (isSeq(node)) {
    return remember(node, walk, () => {
      const items = node.items.map((item) => convert(item, walk, depth + 1));
      return items.every((item) => item !== null) ? { kind: 'array', place: walk.at(node), items } : null;
    });
  }
  if (isMap(node)) return remember(node, walk, () => convertMap(node, walk, depth));
  return scalarNode({ path: '', line: 0, column: 0 }, null);
}

function convertAlias(alias: Alias, walk: Walk, depth: number): Node | null {
  const target = walk.anchors.get(alias.source);
  if (target !== undefined) return convert(target, walk, depth + 1);
  walk.failure ??= { place: walk.at(alias), message: 'an alias (*) without its anchor (&)' };
  return null;
}

function remember(node: YamlNode & { anchor?: string }, walk: Walk, build: () => Node | null): Node | null {
  if (node.anchor !== undefined) walk.anchors.set(node.anchor, node);
  return build();
}

function convertMap(map: YAMLMap, walk: Walk, depth: number): Node | null {
  const entries: Entry[] = [];
  const seen = new Set<string>();
  for (const pair of map.items) {
    const place = isScalar(pair.key) ? walk.at(pair.key) : walk.at(map);
    const key = keyOf(pair.key);
    const message = keyFailure(pair.key, seen.has(key));
    if (message !== null) walk.failure ??= { place, message };
    if (walk.failure !== null) return null;
    seen.add(key);
    const node = pair.value === null ? scalarNode(walk.at(map), null) : convert(pair.value, walk, depth + 1);
    if (node === null) return null;
    if (key === '<<') mergeInto(entries, node);
    else entries.push({ key, place, node });
  }
  return objectNode(walk.at(map), entries);
}

function keyFailure(key: unknown, isRepeated: boolean): string | null {
  if (isMissing(key)) return 'a colon without a key';
  if (isScalar(key) && !isPrintable(key)) return 'a control character';
  return isRepeated ? 'a key that is there twice' : null;
}

function isMissing(key: unknown): boolean {
  return key === null || (isScalar(key) && key.type === 'PLAIN' && key.source === '');
}

/** `<<: *base` gives the keys that are not there yet. */
function mergeInto(entries: Entry[], node: Node): void {
  const sources = node.kind === 'array' ? node.items : [node];
  const seen = new Set(entries.map((entry) => entry.key));
  for (const source of sources) {
    if (source.kind !== 'object') continue;
    for (const entry of source.entries.values()) {
      if (!seen.has(entry.key)) entries.push(entry);
      seen.add(entry.key);
    }
  }
}

/** A key as JavaScript makes a property name of it. */
function keyOf(key: unknown): string {
  if (isScalar(key)) return isPlain(key) ? plainKey(key.source ?? '') : String(scalarOf(key));
  if (!isSeq(key)) return '[object Object]';
  return key.items
    .map((item) => (isScalar(item) ? keyOf(item).replace(/^null$/, '') : '[object Object]'))
    .join(',');
}

function scalarOf(node: YamlScalar): Scalar {
  if (isPlain(node)) return plainScalar(node.source ?? '');
  const { value } = node;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return typeof value === 'bigint' ? Number(value) : null;
}

/** In quotes OpenCode's reader is less strict; escapes stand for any character. */
function isPrintable({ source, type }: YamlScalar): boolean {
  if (source === undefined) return true;
  if (type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE') return true;
  return !/[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x84\x86-\x9F\uFFFE\uFFFF]/.test(source);
}

/** Without quotes and without a tag, so that the reader guesses what it is. */
function isPlain(node: YamlScalar): boolean {
  return node.type === 'PLAIN' && node.tag === undefined && node.source !== undefined;
}

/** To OpenCode's reader a tab in the indentation, and all blanks after it, are not there. */
function withoutTabs(text: string): string {
  return text.includes('\t') ? text.replace(/^( *)\t[ \t]*/gm, '$1') : text;
}

/** `[a, b]: x` has the key `a,b`; our parser takes it only as the first key of a map. Of the same length. */
function quoteListKeys(text: string): string {
  return text.replace(/^( *)\[([\w., -]*)\](?= *:(?:\s|$))/gm, (whole, indent: string, list: string) => {
    const key = list
      .split(',')
      .map((item) => item.trim())
      .join(',');
    return `${indent}"${key}"`.padEnd(whole.length);
  });
}

/** The parser recurses: too many brackets or too much indentation on one way are not given to it. */
function nestedTooDeep(text: string): boolean {
  let brackets = 0;
  for (const character of text) {
    if (character === '[' || character === '{') brackets += 1;
    if (brackets > 0 && (character === ']' || character === '}')) brackets -= 1;
    if (brackets > 4 * MAX_DEPTH) return true;
  }
  return /^(?:[ \t]*[-?:][ \t]+){64}/m.test(text) || /^ {512}[^ \n]/m.test(text);
}

function firstLineOf(message: string): string {
  return (message.split('\n', 1)[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
}
