import type { Path } from '../change/change.ts';
import type { AuditContext } from './rule.ts';

/**
 * The blobs that the change has at `target` or below, on the side that is looked at; empty when it does not touch
 * it. In an identity it makes new content a new finding, also where the audit has not read that content.
 */
export function touchedBlobs(target: Path, { change, side }: AuditContext): string {
  return change.files
    .filter((file) => isAtOrBelow(side === 'head' ? file.path : file.basePath, target))
    .map((file) => (side === 'head' ? file.headBlob : file.baseBlob) ?? '')
    .join(' ');
}

/** `tools/p` also stands for `tools/p.ts` and for what is in a folder of that name. */
function isAtOrBelow(path: Path, target: Path): boolean {
  return path === target || path.startsWith(`${target}/`) || path.startsWith(`${target}.`);
}
