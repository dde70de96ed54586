import { structuredPatch } from 'diff';
import type { Change, ChangedFile, Hunk, Line } from '../../src/change/change.ts';
import { BASE } from '../../src/demo/sample/base.ts';
import { CHANGED } from '../../src/demo/sample/head.ts';

/** The sample pull request as a change, straight from its text. */
export function sampleChange(): Change {
  const id = '0'.repeat(40);
  return { base: id, head: id, files: Object.keys(CHANGED).map(fileOf) };
}

function fileOf(path: string): ChangedFile {
  const patch = structuredPatch(path, path, BASE[path] ?? '', CHANGED[path] ?? '', '', '', { context: 3 });
  const hunks = patch.hunks.map((hunk) => hunkOf(hunk));
  const count = (kind: Line['kind']) =>
    hunks.flatMap(({ lines }) => lines).filter((line) => line.kind === kind).length;
  return {
    path,
    basePath: path,
    status: 'modified',
    kind: 'text',
    baseMode: '100644',
    headMode: '100644',
    baseBlob: '1'.repeat(40),
    headBlob: '2'.repeat(40),
    encoding: 'utf-8',
    passiveMedia: false,
    added: count('added'),
    removed: count('removed'),
    hunks,
  };
}

type Raw = ReturnType<typeof structuredPatch>['hunks'][number];

function hunkOf(raw: Raw): Hunk {
  let [baseLine, headLine] = [raw.oldStart, raw.newStart];
  const lines = raw.lines.map((each): Line => {
    const text = each.slice(1);
    if (each.startsWith('+')) return { kind: 'added', text, baseLine: null, headLine: headLine++ };
    if (each.startsWith('-')) return { kind: 'removed', text, baseLine: baseLine++, headLine: null };
    return { kind: 'context', text, baseLine: baseLine++, headLine: headLine++ };
  });
  return {
    baseStart: raw.oldStart,
    baseLines: raw.oldLines,
    headStart: raw.newStart,
    headLines: raw.newLines,
    lines,
  };
}
