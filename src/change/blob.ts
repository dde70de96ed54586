import { type Content, decodeContent } from './content.ts';

/** What the bytes of a blob say that git takes for binary or that are not UTF-8. */
export type Blob = {
  /** Null when the bytes are no text, or too many to be diffed. */
  readonly content: Content | null;
  /** The first bytes, for signatures. */
  readonly start: Uint8Array;
  /** Bytes in all. */
  readonly size: number;
};

/** Text over this size that git will not diff is left as binary, so it ends as "cannot be reviewed", never as unseen. */
export const MAX_SNIFFED_BYTES = 4 * 1024 * 1024;

/** `bytes` may be cut at MAX_SNIFFED_BYTES; `size` is the true one. */
export function sniffBlob(bytes: Uint8Array, size: number): Blob {
  const content = bytes.length === size ? decodeContent(bytes) : null;
  return { content, start: bytes.slice(0, 64), size };
}
