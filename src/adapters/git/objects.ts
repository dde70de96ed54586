import type { ObjectId } from '../../change/change.ts';
import { GateError } from '../../errors.ts';
import type { Store } from './store.ts';

/** `bytes` may be cut at the limit of the call; `size` is the true one. */
export type StoredObject = { readonly id: ObjectId; readonly size: number; readonly bytes: Buffer };

/** Sizes by object id; what is not in the repository has none. Of a submodule's commit nothing is asked. */
export async function readSizes(
  { git, objects }: Store,
  ids: readonly ObjectId[],
): Promise<ReadonlyMap<ObjectId, number>> {
  if (ids.length === 0) return new Map();
  const args = ['cat-file', '--batch-check', '--buffer'];
  const answer = await git.read({ directory: objects, args, stdin: Buffer.from(`${ids.join('\n')}\n`) });
  const lines = answer.toString('latin1').split('\n');
  return new Map(
    lines.flatMap((line): [ObjectId, number][] => {
      const match = FOUND.exec(line);
      return match?.[1] === undefined ? [] : [[match[1], Number(match[2])]];
    }),
  );
}

/**
 * The objects in the order asked for, each cut at `limit` bytes, by one process. Throws GateError `git-failed` when
 * one is missing or is no blob.
 */
export async function* readObjects(
  { git, objects }: Store,
  ids: readonly ObjectId[],
  limit: number,
): AsyncGenerator<StoredObject> {
  if (ids.length === 0) return;
  const args = ['cat-file', '--batch', '--buffer'];
  const answer = git.stream({ directory: objects, args, stdin: Buffer.from(`${ids.join('\n')}\n`) });
  const parser = objectParser(limit);
  let count = 0;
  for await (const chunk of answer) {
    for (const object of parser(chunk)) {
      yield object;
      count += 1;
    }
  }
  if (count !== ids.length) throw new GateError('git-failed', 'git did not give all the objects asked for.');
}

const FOUND = /^([0-9a-f]{40,64}) blob (\d+)$/;
const LINE_FEED = 0x0a;

type Pending = {
  readonly id: ObjectId;
  readonly size: number;
  left: number;
  kept: number;
  readonly parts: Buffer[];
};

/** Takes the stream of `cat-file --batch` as it comes: a line with id and size, the bytes, a line feed. */
function objectParser(limit: number): (chunk: Buffer) => Generator<StoredObject> {
  let header = Buffer.alloc(0);
  let pending: Pending | null = null;

  return function* parse(chunk) {
    let rest = chunk;
    while (rest.length > 0) {
      if (pending === null) {
        const end = rest.indexOf(LINE_FEED);
        header = Buffer.concat([header, end === -1 ? rest : rest.subarray(0, end)]);
        if (end === -1) return;
        pending = begin(header.toString('latin1'));
        header = Buffer.alloc(0);
        rest = rest.subarray(end + 1);
      }
      rest = take(pending, rest, limit);
      if (pending.left > 0) return;
      yield { id: pending.id, size: pending.size, bytes: joined(pending.parts) };
      pending = null;
    }
  };
}

function begin(line: string): Pending {
  const match = FOUND.exec(line);
  if (match?.[1] === undefined)
    throw new GateError('git-failed', 'An object that the commit names is missing from the repository.');
  const size = Number(match[2]);
  // The line feed after the bytes is read as one byte more that is never kept.
  return { id: match[1], size, left: size + 1, kept: 0, parts: [] };
}

function take(pending: Pending, chunk: Buffer, limit: number): Buffer {
  const part = chunk.subarray(0, pending.left);
  const wanted = Math.min(pending.size, limit) - pending.kept;
  if (wanted > 0) {
    const kept = part.subarray(0, wanted);
    pending.parts.push(kept);
    pending.kept += kept.length;
  }
  pending.left -= part.length;
  return chunk.subarray(part.length);
}

function joined(parts: readonly Buffer[]): Buffer {
  const [only] = parts;
  return parts.length === 1 && only ? only : Buffer.concat(parts);
}
