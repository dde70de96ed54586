import { isUtf8 } from 'node:buffer';
import { decodeContent } from '../../change/content.ts';
import { decodePath, showPath } from '../../change/path.ts';

/**
 * The content of a file in the view: always UTF-8 without a NUL, because the agent's tools skip what they take for
 * binary. Null for what is no text. `mode` is git's.
 */
export function renderEntry(mode: string, bytes: Buffer): Uint8Array | null {
  if (mode === '120000') return Buffer.from(`symlink to ${showPath(decodePath(bytes.subarray(0, 4096)))}\n`);
  if (isUtf8(bytes) && !bytes.includes(0)) return bytes;
  const content = decodeContent(bytes);
  return content === null ? null : Buffer.from(content.text.replaceAll('\0', '\u2400'));
}

/** What stands for a submodule, whose files are in another repository. */
export function renderSubmodule(commit: string): Uint8Array {
  return Buffer.from(`submodule at ${commit}\n`);
}
