/**
 * What a pull request changes, as data. Made by adapters/git from git's own diff and cross-checked there.
 *
 * A `path` is git's byte string decoded as UTF-8; each byte that is not valid UTF-8 becomes the lone surrogate
 * U+DC00 + byte (0xDC80–0xDCFF), so that the mapping is reversible and no two paths collide. Print a path only
 * through `showPath` (change/path.ts) or an encoder of report/.
 */
export type Path = string;

/** A full object id, 40 or 64 lowercase hex digits. */
export type ObjectId = string;

export type Side = 'head' | 'base';

/** The two commits of a change. `base` is the merge base, `head` is pinned when the run starts. */
export type Range = { readonly base: ObjectId; readonly head: ObjectId };

/**
 * A range, and where its base stands by now. What decides about the change (policy, owners, reviewer) is read at `tip`:
 * the merge base is chosen by whoever opens a pull request, who can part from a commit with an older policy.
 */
export type Pinned = Range & { readonly tip: ObjectId };

export type FileStatus = 'added' | 'modified' | 'deleted' | 'renamed' | 'copied' | 'type-changed';

/** What a path holds on the side that is reviewed (the head; the base for a deleted file). */
export type FileKind = 'text' | 'binary' | 'symlink' | 'submodule';

export type LineKind = 'context' | 'added' | 'removed';

/** `text` has no line terminator (a CR before LF is kept); line numbers are 1-based, null where the side lacks the line. */
export type Line = {
  readonly kind: LineKind;
  readonly text: string;
  readonly baseLine: number | null;
  readonly headLine: number | null;
  /** The line is the last of its file and the file does not end with a line terminator. */
  readonly noNewline?: true;
};

export type Hunk = {
  readonly baseStart: number;
  readonly baseLines: number;
  readonly headStart: number;
  readonly headLines: number;
  readonly lines: readonly Line[];
};

export type ChangedFile = {
  readonly path: Path;
  /** The path at the base; differs from `path` for renames and copies only. */
  readonly basePath: Path;
  readonly status: FileStatus;
  readonly kind: FileKind;
  /** Octal modes as git prints them (`100644`, `100755`, `120000`, `160000`); null where the side lacks the file. */
  readonly baseMode: string | null;
  readonly headMode: string | null;
  readonly baseBlob: ObjectId | null;
  readonly headBlob: ObjectId | null;
  /** How the bytes were turned into text; `binary` has no hunks. */
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'latin1' | 'binary';
  /** For binary content: recognised by signature as passive media (image, font, audio, video). */
  readonly passiveMedia: boolean;
  /** Lines added and removed by the hunks. */
  readonly added: number;
  readonly removed: number;
  readonly hunks: readonly Hunk[];
};

export type Change = Range & { readonly files: readonly ChangedFile[] };
