import type { ChangedFile } from '../../src/change/change.ts';

/** A changed file with one added line, apart from what a test says about it. */
export function makeFile(about: Partial<ChangedFile> & Pick<ChangedFile, 'path'>): ChangedFile {
  return {
    basePath: about.path,
    status: 'modified',
    kind: 'text',
    baseMode: '100644',
    headMode: '100644',
    baseBlob: 'a'.repeat(40),
    headBlob: 'b'.repeat(40),
    encoding: 'utf-8',
    passiveMedia: false,
    added: 1,
    removed: 0,
    hunks: [
      {
        baseStart: 1,
        baseLines: 0,
        headStart: 1,
        headLines: 1,
        lines: [{ kind: 'added', text: 'x', baseLine: null, headLine: 1 }],
      },
    ],
    ...about,
  };
}
