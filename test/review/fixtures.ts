import type { ChangedFile, Hunk, Line, LineKind } from '../../src/change/change.ts';

/**
 * A hunk from lines as a diff prints them: `+added`, `-removed`, ` context`. Numbers count from `base` and `head`.
 */
export function hunk(lines: readonly string[], head = 1, base = head): Hunk {
  const KINDS: Record<string, LineKind> = { '+': 'added', '-': 'removed', ' ': 'context' };
  let headLine = head;
  let baseLine = base;
  const parsed = lines.map((raw): Line => {
    const kind = KINDS[raw[0] ?? ''] ?? 'context';
    const text = raw.slice(1);
    return {
      kind,
      text,
      baseLine: kind === 'added' ? null : baseLine++,
      headLine: kind === 'removed' ? null : headLine++,
    };
  });
  return {
    baseStart: base,
    baseLines: baseLine - base,
    headStart: head,
    headLines: headLine - head,
    lines: parsed,
  };
}

export function changedFile(
  path: string,
  hunks: readonly Hunk[],
  rest: Partial<ChangedFile> = {},
): ChangedFile {
  const count = (kind: LineKind) =>
    hunks.flatMap((one) => one.lines).filter((line) => line.kind === kind).length;
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
    ...rest,
  };
}

export function changeOf(...files: readonly ChangedFile[]) {
  return { base: 'b'.repeat(40), head: 'a'.repeat(40), files };
}
