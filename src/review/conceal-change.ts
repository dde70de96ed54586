import type { Change, ChangedFile, Hunk, Line } from '../change/change.ts';
import { GateError } from '../errors.ts';
import type { PlacedText, Placeholders } from './placeholders.ts';

/**
 * The change with placeholders in place of the credentials in its lines: what the agent is shown, and what its
 * evidence is compared with. Numbers and counts of lines stay. Throws GateError `view-failed` when a hunk holds more
 * credentials than can be replaced.
 */
export async function concealChange(change: Change, placeholders: Placeholders): Promise<Change> {
  const sides = change.files.flatMap((file) => file.hunks.flatMap((hunk) => sidesOf(file, hunk)));
  const texts = await placeholders.replaceIn(sides);
  const lines = texts.values();
  return {
    ...change,
    files: change.files.map((file) => concealFile(file, () => linesIn(lines.next().value))),
  };
}

/** The head's lines of a hunk, then the base's: a credential may have several, and each side is a text of its own. */
function sidesOf(file: ChangedFile, { lines }: Hunk): readonly PlacedText[] {
  const textOf = (other: Line['kind']) =>
    lines
      .filter(({ kind }) => kind !== other)
      .map(({ text }) => text)
      .join('\n');
  return [
    { path: file.path, text: textOf('removed') },
    { path: file.basePath, text: textOf('added') },
  ];
}

function linesIn(text: string | null | undefined): readonly string[] {
  if (typeof text === 'string') return text.split('\n');
  throw new GateError(
    'view-failed',
    'A part of the change holds more credentials than the gate can replace before the review. Remove them, or exclude the file in the policy.',
  );
}

function concealFile(file: ChangedFile, next: () => readonly string[]): ChangedFile {
  return { ...file, hunks: file.hunks.map((hunk) => concealHunk(hunk, next(), next())) };
}

/** An unchanged line stands on both sides; what either of them hides is hidden. */
function concealHunk(hunk: Hunk, head: readonly string[], base: readonly string[]): Hunk {
  let [atHead, atBase] = [0, 0];
  const lines = hunk.lines.map((line): Line => {
    const ofHead = line.kind === 'removed' ? line.text : (head[atHead++] ?? '');
    const ofBase = line.kind === 'added' ? line.text : (base[atBase++] ?? '');
    return { ...line, text: ofHead === line.text ? ofBase : ofHead };
  });
  return { ...hunk, lines };
}

/** The change with what has become known since in its own spelling. */
export function concealKnown(change: Change, { replaceKnown }: Placeholders): Change {
  const concealLine = (line: Line): Line => ({ ...line, text: replaceKnown(line.text) });
  const concealAll = (hunk: Hunk): Hunk => ({ ...hunk, lines: hunk.lines.map(concealLine) });
  return {
    ...change,
    files: change.files.map((file) => ({ ...file, hunks: file.hunks.map(concealAll) })),
  };
}

/**
 * A line that holds nothing but base64: of a key whose first line may be outside of the hunk. A plus may be before, in
 * and behind it; each part takes all that it can and gives nothing back, or a line of pluses would be tried in every cut.
 */
const KEY_LINE = /^(?=([\s"'+]*))\1(?=([A-Za-z0-9+/=]{40,}))\2(?:\\n)?[\s"',+]*$/u;

/** The files of the base whose lines may be the inside of a key. */
export function cutKeys(change: Change): ReadonlySet<string> {
  const isCut = ({ hunks }: ChangedFile) =>
    hunks.some(({ lines }) => lines.some(({ kind, text }) => kind !== 'added' && KEY_LINE.test(text)));
  return new Set(change.files.filter(isCut).map(({ basePath }) => basePath));
}
