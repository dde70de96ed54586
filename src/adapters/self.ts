import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The versions and the SHA-256 of what runs the gate, for the trail. `bundle` is the file that is running. */
export function readSelf(gate: string, bundle: string) {
  return {
    versions: { gate, node: process.versions.node, platform: `${process.platform}-${process.arch}` },
    sha256: hashOf(bundle),
  };
}

/** A file that cannot be read any more has no hash; what runs is in memory. */
function hashOf(bundle: string): Readonly<Record<string, string>> {
  try {
    return { gate: createHash('sha256').update(readFileSync(bundle)).digest('hex') };
  } catch {
    return {};
  }
}
