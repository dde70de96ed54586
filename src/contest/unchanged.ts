import { decodeContent } from '../change/content.ts';
import { diffTexts } from '../change/diff-texts.ts';
import type { AssetFile } from '../opencode/asset.ts';
import type { Finding } from '../verdict/finding.ts';

/**
 * Whether what a finding is about is at the head what it was when a person looked at it. For a finding with lines
 * these, and three lines before and after them, may not have changed: otherwise an equal line elsewhere in the file
 * would be accepted in its place. `wholly`, without lines, or about removed lines: the file is the same one.
 */
export function isUnchanged(
  finding: Finding,
  then: AssetFile | undefined,
  now: AssetFile | undefined,
  wholly: boolean,
): boolean {
  if (then === undefined || now === undefined) return then === now;
  if (then.mode !== now.mode || isCut(then) || isCut(now)) return false;
  if (isSame(then.bytes, now.bytes)) return true;
  return !wholly && finding.side === 'head' && finding.startLine >= 1 && areUntouched(finding, then, now);
}

function areUntouched({ startLine, endLine }: Finding, then: AssetFile, now: AssetFile): boolean {
  const [before, after] = [decodeContent(then.bytes), decodeContent(now.bytes)];
  if (before === null || after === null || before.encoding !== after.encoding) return false;
  // The hunks have three lines around each change.
  return diffTexts(before.text, after.text).every(({ headStart, headLines }) => {
    return headStart > Math.max(startLine, endLine) || headStart + headLines <= startLine;
  });
}

/** Files are read up to a size; of the rest of a larger one nothing is known. */
function isCut({ bytes, size }: AssetFile): boolean {
  return size > bytes.length;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
