import type { ChangedFile, Line } from '../change/change.ts';
import type { CoverageUnit } from '../change/coverage.ts';
import { type HunkPart, renderFileHead, renderLine, renderPart } from './hunk-text.ts';

export type BundleFile = { readonly file: ChangedFile; readonly parts: readonly HunkPart[] };

/** What one run reviews. `bytes` counts the rendered hunks with the lines that open their files. */
export type Bundle = {
  readonly number: number;
  readonly files: readonly BundleFile[];
  readonly bytes: number;
};

export type Split = {
  readonly bundles: readonly Bundle[];
  /** Hunks that hold a line which fits no brief; none of their lines is in a bundle. */
  readonly tooLarge: readonly CoverageUnit[];
};

/** Bytes of hunks in one brief: large enough for an ordinary change, small enough to be read with care. */
export const BUNDLE_BYTES = 48 * 1024;

/**
 * Cuts a change into bundles of at most `limit` bytes. Files stay whole where they fit and keep the order of their
 * paths; a hunk over the limit is cut between lines. Every hunk is in the bundles or in `tooLarge`, never in both.
 */
export function splitIntoBundles(files: readonly ChangedFile[], limit: number): Split {
  const packer = startPacking(limit);
  const tooLarge: CoverageUnit[] = [];
  for (const file of [...files].sort(byPath)) {
    const head = bytesOf(renderFileHead(file)) + 1;
    const parts: SizedPart[] = [];
    file.hunks.forEach((hunk, index) => {
      const cut = cutHunk(index, hunk.lines, limit - head);
      if (cut === null)
        tooLarge.push({
          path: file.path,
          hunk: index,
          headStart: hunk.headStart,
          headLines: hunk.headLines,
        });
      else parts.push(...cut);
    });
    packer.add(file, head, parts);
  }
  return { bundles: packer.finish(), tooLarge };
}

type SizedPart = { readonly part: HunkPart; readonly bytes: number };

function startPacking(limit: number) {
  const bundles: Bundle[] = [];
  let files: BundleFile[] = [];
  let bytes = 0;

  const flush = () => {
    if (files.length > 0) bundles.push({ number: bundles.length + 1, files, bytes });
    files = [];
    bytes = 0;
  };

  const put = (file: ChangedFile, head: number, parts: readonly SizedPart[]) => {
    files.push({ file, parts: parts.map((sized) => sized.part) });
    bytes += head + sumOf(parts);
  };

  /** A file that fits no bundle whole: as many of its parts as fit, again and again. */
  const putInPieces = (file: ChangedFile, head: number, parts: readonly SizedPart[]) => {
    let taken: SizedPart[] = [];
    let size = head;
    for (const sized of parts) {
      if (taken.length > 0 && size + sized.bytes > limit) {
        put(file, head, taken);
        flush();
        taken = [];
        size = head;
      }
      taken.push(sized);
      size += sized.bytes;
    }
    put(file, head, taken);
  };

  return {
    add(file: ChangedFile, head: number, parts: readonly SizedPart[]) {
      if (parts.length === 0) return;
      const size = head + sumOf(parts);
      if (bytes + size > limit) flush();
      if (size > limit) putInPieces(file, head, parts);
      else put(file, head, parts);
    },
    finish(): readonly Bundle[] {
      flush();
      return bundles;
    },
  };
}

/** Room for `@@ hunk N, part N of N` and the line feeds around it. */
const PART_HEAD_BYTES = 64;

/** The hunk as parts of at most `limit` bytes each; null when one line alone is larger than that. */
function cutHunk(hunk: number, lines: readonly Line[], limit: number): readonly SizedPart[] | null {
  const windows: Line[][] = [];
  let window: Line[] = [];
  let bytes = PART_HEAD_BYTES;
  for (const line of lines) {
    const size = bytesOf(renderLine(line)) + 1;
    if (PART_HEAD_BYTES + size > limit) return null;
    if (bytes + size > limit) {
      windows.push(window);
      window = [];
      bytes = PART_HEAD_BYTES;
    }
    window.push(line);
    bytes += size;
  }
  windows.push(window);
  return windows.map((lines, index) => {
    const part = { hunk, window: { number: index + 1, of: windows.length }, lines };
    return { part, bytes: bytesOf(renderPart(part)) + 1 };
  });
}

function sumOf(parts: readonly SizedPart[]): number {
  return parts.reduce((sum, sized) => sum + sized.bytes, 0);
}

const encoder = new TextEncoder();

function bytesOf(text: string): number {
  return encoder.encode(text).length;
}

function byPath(a: ChangedFile, b: ChangedFile): number {
  if (a.path === b.path) return 0;
  return a.path < b.path ? -1 : 1;
}
