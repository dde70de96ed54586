import { GateError } from '../errors.ts';
import type { Blob } from './blob.ts';
import type { Change, ChangedFile, Hunk, ObjectId, Range } from './change.ts';
import { type Content, decodeLatin1 } from './content.ts';
import { diffTexts, replaceText } from './diff-texts.ts';
import { countLines } from './hunks.ts';
import { isPassiveMedia } from './media.ts';
import { type FilePlan, isSubmodule, isUnclear, type Part } from './plan.ts';

/** Blobs by object id; holds at least those that `blobsToRead` names. */
export type Blobs = ReadonlyMap<ObjectId, Blob>;

/** The change, from what git said about each file and the blobs that git's diff left unclear. */
export function assembleChange({ base, head }: Range, plans: readonly FilePlan[], blobs: Blobs): Change {
  return { base, head, files: plans.map((plan) => assembleFile(plan, blobs)) };
}

type Reading = Pick<ChangedFile, 'encoding' | 'hunks'>;

function assembleFile(plan: FilePlan, blobs: Blobs): ChangedFile {
  const { binary, parts, ...entry } = plan;
  const readings = parts.map((part) => readPart(part, blobs));
  const hunks = readings.flatMap((reading) => reading.hunks);
  const unchanged = binary && plan.baseBlob === plan.headBlob;
  const encoding = unchanged ? encodingOf(blobs, plan.headBlob) : (readings.at(-1)?.encoding ?? 'binary');
  const kind = kindOf(plan, encoding);
  return {
    ...entry,
    kind,
    encoding,
    passiveMedia: kind === 'binary' && isMedia(plan, blobs),
    ...countLines(hunks),
    hunks,
  };
}

function readPart(part: Part, blobs: Blobs): Reading {
  // Of a submodule too, which has no blob: git shows the commit that it points to as its one line.
  if (!isUnclear(part)) return { encoding: 'utf-8', hunks: part.hunks ?? [] };
  const base = contentOf(blobs, part.baseBlob);
  const head = contentOf(blobs, part.headBlob);
  if (part.hunks !== null && !isWide(base) && !isWide(head)) return { encoding: 'latin1', hunks: part.hunks };
  const reviewed = part.headBlob === null ? base : head;
  return reviewed === null
    ? { encoding: 'binary', hunks: [] }
    : { encoding: reviewed.encoding, hunks: diffContents(base ?? NOTHING, head ?? NOTHING) };
}

/** A side that is absent or no text has no lines: then every line of the other one has changed. */
const NOTHING: Content = { encoding: 'utf-8', text: '' };

function diffContents(base: Content, head: Content): readonly Hunk[] {
  const hunks = diffAlike(base, head);
  // Other bytes that decode to the same text are still a change.
  return hunks.length > 0 ? hunks : replaceText(base.text, head.text);
}

function diffAlike(base: Content, head: Content): readonly Hunk[] {
  if (base.encoding === head.encoding || base.text === '' || head.text === '')
    return diffTexts(base.text, head.text);
  // Lines that say the same in another encoding are other bytes, and may be other code to what reads them.
  if (isWide(base) || isWide(head)) return replaceText(base.text, head.text);
  return diffTexts(asLatin1(base), asLatin1(head));
}

function asLatin1({ encoding, text }: Content): string {
  return encoding === 'latin1' ? text : decodeLatin1(new TextEncoder().encode(text));
}

function isWide(content: Content | null): boolean {
  return content?.encoding === 'utf-16le' || content?.encoding === 'utf-16be';
}

function kindOf(plan: FilePlan, encoding: ChangedFile['encoding']): ChangedFile['kind'] {
  if (isSubmodule(plan)) return 'submodule';
  if (encoding === 'binary') return 'binary';
  return (plan.headMode ?? plan.baseMode) === '120000' ? 'symlink' : 'text';
}

function isMedia({ path, headBlob, baseBlob }: FilePlan, blobs: Blobs): boolean {
  const { start, size } = blobOf(blobs, headBlob ?? baseBlob ?? '');
  return isPassiveMedia(path, start, size);
}

function encodingOf(blobs: Blobs, id: ObjectId | null): ChangedFile['encoding'] {
  return contentOf(blobs, id)?.encoding ?? 'binary';
}

function contentOf(blobs: Blobs, id: ObjectId | null): Content | null {
  return id === null ? null : blobOf(blobs, id).content;
}

function blobOf(blobs: Blobs, id: ObjectId): Blob {
  const blob = blobs.get(id);
  if (blob) return blob;
  throw new GateError('git-failed', 'The content of a changed file could not be read from the repository.');
}
