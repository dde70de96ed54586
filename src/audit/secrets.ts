import type { Change, Hunk, Line, Path, Side } from '../change/change.ts';
import { type AssetFile, isAsset } from '../opencode/asset.ts';
import type { Hash } from '../verdict/fingerprint.ts';

/** A text in which credentials are looked for, and what its lines are in the file. */
export type SecretSource = {
  readonly side: Side;
  /** A whole asset, or the lines of one hunk that the change adds (at the base: removes) with those around them. */
  readonly kind: 'asset' | 'change';
  readonly path: Path;
  readonly text: string;
  /** For each line of the text its line in the file, null for one that only stands around; absent: all, from 1. */
  readonly lines?: readonly (number | null)[];
};

/** A credential in a text: offsets, and what it is called. */
export type FoundSecret = { readonly start: number; readonly end: number; readonly what: string };

/** A credential at its place. Nothing but `values` holds any part of it. */
export type Secret = Pick<SecretSource, 'side' | 'kind' | 'path'> & {
  readonly startLine: number;
  readonly endLine: number;
  readonly what: string;
  /** The lines with a mark in place of every credential in them. */
  readonly evidence: string;
  /** Tells another credential in the same place from this one, and is too short to guess it by. */
  readonly check: string;
  /** The credential, line by line: for hiding it wherever else it might be printed, and for nothing else. */
  readonly values: readonly string[];
};

export const MASK = '[secret]';

/** So many credentials of one kind are told in one text; there may be more. */
export const SECRETS_PER_RULE = 500;

/** Everything that is searched: the assets of both commits, and what the change adds or removes in other files. */
export function secretSources(
  head: readonly AssetFile[],
  base: readonly AssetFile[],
  change: Change,
): readonly SecretSource[] {
  const assets = [
    ...head.flatMap((file) => assetSource('head', file)),
    ...base.flatMap((file) => assetSource('base', file)),
  ];
  // An asset is searched as a whole, so that its hunks say nothing new.
  const whole = new Set(assets.map(({ side, path }) => `${side} ${path}`));
  const hunks = change.files.flatMap((file) =>
    (['head', 'base'] as const).flatMap((side) => {
      const path = side === 'head' ? file.path : file.basePath;
      return whole.has(`${side} ${path}`) ? [] : file.hunks.flatMap((hunk) => hunkSource(side, path, hunk));
    }),
  );
  return [...assets, ...hunks];
}

/** What was found, at its place. `found` has one list for each source, in their order. */
export function locateSecrets(
  sources: readonly SecretSource[],
  found: readonly (readonly FoundSecret[])[],
  hash: Hash,
): readonly Secret[] {
  return sources.flatMap((source, index) => locate(source, found[index] ?? [], hash));
}

/** Bytes that are no text at all hold nothing that a reader of text would find; those that were not read, nothing. */
function assetSource(side: Side, file: AssetFile): readonly SecretSource[] {
  if (!isAsset(file.path) || file.mode === '120000' || file.size > file.bytes.length) return [];
  const text = new TextDecoder('utf-8').decode(file.bytes);
  return text.includes('\0') ? [] : [{ side, kind: 'asset', path: file.path, text }];
}

/** None when nothing in the hunk is of this side alone. */
function hunkSource(side: Side, path: Path, { lines }: Hunk): readonly SecretSource[] {
  const [own, other] = side === 'head' ? (['added', 'removed'] as const) : (['removed', 'added'] as const);
  if (!lines.some((line) => line.kind === own)) return [];
  const kept = lines.filter((line) => line.kind !== other);
  const numberOf = (line: Line) => (side === 'head' ? line.headLine : line.baseLine);
  const text = kept.map((line) => line.text).join('\n');
  return [
    {
      side,
      kind: 'change',
      path,
      text,
      lines: kept.map((line) => (line.kind === own ? numberOf(line) : null)),
    },
  ];
}

function locate(source: SecretSource, found: readonly FoundSecret[], hash: Hash): readonly Secret[] {
  if (found.length === 0) return [];
  const starts = lineStarts(source.text);
  const masked = maskRanges(source.text, found).split('\n');
  return found.flatMap(({ start, end, what }): readonly Secret[] => {
    const [first, last] = [lineAt(starts, start), lineAt(starts, Math.max(start, end - 1))];
    const numbers = source.lines?.slice(first, last + 1).filter((line) => line !== null) ?? [
      first + 1,
      last + 1,
    ];
    const [startLine, endLine] = [numbers[0], numbers.at(-1)];
    if (startLine === undefined || endLine === undefined) return [];
    const value = source.text.slice(start, end);
    const { side, kind, path } = source;
    const evidence = masked.slice(first, last + 1).filter((line, index) => index === 0 || line !== '');
    return [
      {
        side,
        kind,
        path,
        startLine,
        endLine,
        what,
        evidence: evidence.join('\n'),
        check: hash(value).slice(0, 4),
        values: valuesOf(value),
      },
    ];
  });
}

/** A credential of several lines leaves the empty lines that it had. */
function maskRanges(text: string, found: readonly FoundSecret[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end } of found.toSorted((a, b) => a.start - b.start)) {
    if (end <= at) continue;
    parts.push(text.slice(at, Math.max(at, start)), MASK, text.slice(start, end).replace(/[^\n]/g, ''));
    at = end;
  }
  return parts.join('') + text.slice(at);
}

/**
 * Each line by itself, since a finding quotes lines; and a password also without its address. What is too short to be
 * secret would mask ordinary words.
 */
function valuesOf(value: string): readonly string[] {
  const [, user = '', password = ''] = /^[a-z][a-z0-9+.-]*:\/\/([^:@/\s]*):([^@/\s]+)@/i.exec(value) ?? [];
  return [...value.split(/\r?\n/), password, `${user}:${password}@`]
    .map((line) => line.trim())
    .filter((line) => line.length >= 8 && !/^-{5}(?:BEGIN|END)[^-]*-{5}$/.test(line));
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let feed = text.indexOf('\n'); feed >= 0; feed = text.indexOf('\n', feed + 1)) starts.push(feed + 1);
  return starts;
}

function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
