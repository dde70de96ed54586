import { createHash } from 'node:crypto';
import type { ChangedFile, FileStatus } from '../../src/change/change.ts';
import { diffTexts } from '../../src/change/diff-texts.ts';
import type { AssetFile } from '../../src/opencode/asset.ts';

/** The change between two sets of files, as git would give it without looking for renames. */
export function changedFiles(base: readonly AssetFile[], head: readonly AssetFile[]): readonly ChangedFile[] {
  const paths = [...new Set([...base, ...head].map((file) => file.path))].toSorted();
  return paths.flatMap((path) => {
    const [before, after] = [base, head].map((files) => files.find((file) => file.path === path));
    const hunks = diffTexts(textOf(before), textOf(after));
    if (blobOf(before) === blobOf(after) && before?.mode === after?.mode) return [];
    const count = (kind: string) =>
      hunks.flatMap((hunk) => hunk.lines).filter((line) => line.kind === kind).length;
    return [
      {
        path,
        basePath: path,
        status: statusOf(before, after),
        kind: 'text',
        baseMode: before?.mode ?? null,
        headMode: after?.mode ?? null,
        baseBlob: blobOf(before),
        headBlob: blobOf(after),
        encoding: 'utf-8',
        passiveMedia: false,
        added: count('added'),
        removed: count('removed'),
        hunks,
      } satisfies ChangedFile,
    ];
  });
}

function statusOf(before: AssetFile | undefined, after: AssetFile | undefined): FileStatus {
  if (before === undefined) return 'added';
  return after === undefined ? 'deleted' : 'modified';
}

function textOf(file: AssetFile | undefined): string {
  return new TextDecoder().decode(file?.bytes);
}

function blobOf(file: AssetFile | undefined): string | null {
  return file === undefined ? null : createHash('sha1').update(file.bytes).digest('hex');
}
