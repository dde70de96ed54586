import { GateError } from '../errors.ts';
import type { ObjectId, Path } from './change.ts';
import { decodePath } from './path.ts';
import { fieldAt } from './raw.ts';

/** One entry of a commit's tree that is no folder. `oid` is a blob, or a commit for a submodule. */
export type TreeEntry = { readonly path: Path; readonly mode: string; readonly oid: ObjectId };

/** Parses `git ls-tree -r -z`. Throws GateError `git-failed` for anything else. */
export function* parseTree(bytes: Uint8Array): Generator<TreeEntry> {
  let at = 0;
  while (at < bytes.length) {
    const { field, next } = fieldAt(bytes, at);
    const match = ENTRY.exec(decodePath(field));
    if (!match) throw new GateError('git-failed', 'The list of files from git could not be understood.');
    yield { mode: match[1] ?? '', oid: match[2] ?? '', path: match[3] ?? '' };
    at = next;
  }
}

/** All but the path is of ASCII, so that the path may be decoded together with it. */
const ENTRY = /^(\d{6}) (?:blob|commit) ([0-9a-f]{40,64})\t(.*)$/s;
